### Help.

command-help = this list, or a single command

help = What you can do in **{ $programme }**:
help-everyone = **For everybody**
help-ambassadors = **About what { -ambassadors } do**
help-mentors = **For those who look after candidates**
help-coordinators = **For those who run the programme**
help-line = - `!{ $usage }` — { $summary }
help-line-more = - `!{ $usage }` — { $summary } · also: { $more }
help-more = `!help feedback` explains one command and what goes with it. `N` stands for a case's number; what is in [brackets] may be left out. In our direct chat you don't need the `!`.
help-one = `!{ $usage }` — { $summary }
help-several = These begin so:
help-beside = With it go:
help-others = Only { $roles } can use it.
help-example = For example: `!{ $example }`
