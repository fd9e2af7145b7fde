"""What a region's week is made of: kinds, themes and thanks as only a fault writes them."""

from bot.book import Did
from storage.impossible.entry import Check, listed

WEEK = (
    Check(
        "report-kind",
        "report",
        "about nothing that an ambassador does",
        f"SELECT id FROM reports WHERE kind NOT IN {listed(Did)}",  # noqa: S608
    ),
    Check(
        "theme",
        "feedback",
        "under a theme that isn't written as themes are kept",
        "SELECT feedback_id FROM feedback_tags WHERE tag = '' OR tag LIKE '#%' OR tag LIKE '% %'",
    ),
    Check("thanks-oneself", "thanks", "to themselves", "SELECT id FROM thanks WHERE person_id = whom_id"),
)
