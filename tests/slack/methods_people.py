"""Methods that tell of the workspace, its people, and the app itself."""

from typing import TYPE_CHECKING

from tests.slack.happenings import user_body
from tests.slack.methods import SLACKBOT, Body, Refusal, method, page, user_of
from tests.slack.payloads import DOMAIN, ENTERPRISE_NAME
from tests.slack.town import User

if TYPE_CHECKING:
    from tests.slack.api import FakeApi


@method("auth.test")
def auth_test(api: "FakeApi", _: Body) -> Body:
    """Who the bot is, and where."""
    town = api.town
    return {
        "url": f"https://{DOMAIN}.slack.com/",
        "team": DOMAIN,
        "user": town.bot.name,
        "team_id": town.team,
        "user_id": town.bot.id,
        "bot_id": town.bot_id,
        **({"enterprise_id": town.enterprise} if town.enterprise else {}),
        "is_enterprise_install": False,
    }


@method("team.info", "", "team", scope="team:read")
def team_info(api: "FakeApi", arguments: Body) -> Body:
    """The workspace."""
    town = api.town
    if arguments.get("team", town.team) != town.team:
        raise Refusal("team_not_found")
    grid = {"enterprise_id": town.enterprise, "enterprise_name": ENTERPRISE_NAME} if town.enterprise else {}
    return {"team": {"id": town.team, "name": DOMAIN.title(), "domain": DOMAIN, "email_domain": "", **grid}}


@method("apps.connections.open", writes=True, app=True)
def connections_open(api: "FakeApi", _: Body) -> Body:
    """An address for one websocket."""
    if api.open_connection is None:
        raise Refusal("internal_error")
    return {"url": api.open_connection()}


@method("users.info", "user", "include_locale", scope="users:read")
def users_info(api: "FakeApi", arguments: Body) -> Body:
    """Somebody."""
    return {"user": _shown(api, user_of(api, arguments["user"]), arguments)}


@method("users.list", "", "limit cursor include_locale", scope="users:read")
def users_list(api: "FakeApi", arguments: Body) -> Body:
    """Everybody of this workspace, with whoever left; strangers of shared channels aren't among them."""
    town = api.town
    members = [each for each in town.users.values() if town.team in {each.team, *each.teams}]
    everybody = [user_of(api, SLACKBOT), *members]
    shown, cursor = page(everybody, arguments, usual=1000, most=1000, key=lambda each: each.id)
    members_shown = [_shown(api, each, arguments) for each in shown]
    return {"members": members_shown, "cache_ts": int(town.clock()), "response_metadata": {"next_cursor": cursor}}


def _shown(api: "FakeApi", user: User, arguments: Body) -> Body:
    """Somebody, as the bot may see them: an e-mail address takes a scope of its own."""
    body = user_body(api.town, user)
    real = user.real_name if user.real_name is not None else user.name
    display = user.display_name if user.display_name is not None else user.name
    profile = {**body["profile"], "real_name": real, "display_name": display}
    if "users:read.email" not in api.scopes or not user.email:
        del profile["email"]
    body |= {"real_name": real, "profile": profile, "is_app_user": False}
    if user.deleted:  # then Slack has no flags
        body.pop("is_restricted")
        body.pop("is_ultra_restricted")
    elif user.is_bot:
        body["profile"] |= {"api_app_id": api.town.app_id, "bot_id": api.town.bot_id}
    elif arguments.get("include_locale"):
        body["locale"] = user.locale
    teams = user.teams or ((api.town.team,) if user.team == api.town.team else ())
    if api.town.enterprise and teams:
        grid = {"id": f"W{user.id[1:]}", "enterprise_id": api.town.enterprise, "enterprise_name": ENTERPRISE_NAME}
        body["enterprise_user"] = {**grid, "is_admin": False, "is_owner": False, "teams": list(teams)}
    return body
