### Mentors and roles.

command-mentors = { -mentors } who can be chosen, by region, language or topic
command-capacity = how many cases you take at a time
command-mentor-add = make somebody a { -mentor }
command-mentor-remove = end somebody's mentoring
command-role-grant = give somebody a role
command-role-revoke = take a role away

mentors = { $count ->
    [one] **One { -mentor } can be chosen:**
   *[other] **{ $count } { -mentors } can be chosen:**
}
mentors-too-much = That's more than I can look for at a time. Name up to { $most } regions, languages and topics; whoever has all of them is shown.
mentors-none = No { -mentor } fits “{ $typed }” just now. `!mentors` shows all of them.

capacity = You take { $capacity ->
    [0] no new cases: nobody is offered or sent to you
    [one] one case at a time
   *[other] up to { $capacity } cases at a time
}; you mentor { $mentees ->
    [0] nobody
    [one] one
   *[other] { $mentees }
} now.
capacity-how = `!capacity` and a number changes it.
capacity-too-much = Nobody can mentor that many. { $most } is the most.

mentor-added = { $mentor } is a { -mentor } for { $regions } now, and I'm telling them.
mentor-added-yourself = You're a { -mentor } for { $regions } now.
mentor-already = { $mentor } is a { -mentor } for { $regions } already.
mentor-welcome = Welcome: you're a { -mentor } for { $regions } in **{ $programme }** now! I tell you when somebody asks for you. You take { $capacity ->
    [one] one case
   *[other] { $capacity } cases
} at a time unless you say otherwise.
mentor-goodbye = You're not a { -mentor } in **{ $programme }** any more{ $cases ->
    [0] {""}
    [one] ; your case is looked after
   *[other] ; your { $cases } cases are looked after
}. Thank you for the people you guided!

role-granted = { $person } is { $role } now ({ $where }).
role-already = { $person } is { $role } already ({ $where }).
role-revoked = { $person } isn't { $role } any more ({ $where }).
role-not-held = { $person } isn't { $role } ({ $where }), so there's nothing to take away.
role-welcome = You're { $role } now ({ $where }). `!help` shows what that lets you do.
role-goodbye = You're not { $role } any more ({ $where }). Thank you for what you did!
role-where = A lead leads a region: `!role grant lead @somebody REGION`. The other roles hold everywhere and take no region.
last-coordinator = { $person } is the last coordinator. Make somebody else one first: `!role grant coordinator @somebody`
