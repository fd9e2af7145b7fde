### The dialogue that asks a form's questions one by one.

form-position = **Question { $n } of { $of }**
form-optional = You may leave this one out: type `skip`.
form-so-far = So far: { $value } — type `skip` to keep it.
form-empty = —
form-required = I need an answer to this one.
form-line = **{ $n }. { $field }:** { $value }
form-summary = That's everything. Please read it once more:
form-confirm-how = Type `send` to hand it in. A number changes that answer, `back` goes back to the last question, `cancel` keeps it for later.
form-at-start = This is the first question.
form-edited = Changed. **{ $field }:** { $value }
form-edit-deleted = Taken out. I'll ask for it again before you send: **{ $field }**
form-edit-refused = I couldn't take that change, so **{ $field }** stays as it was. Please edit your message once more.
form-fault = **{ $field }**
form-faults = Not sent yet: please look at these again. The rest is kept.
form-gone = That form isn't open any more. Type `!apply` to start it again.
form-help = Just type your answer. `back` goes to the question before, `skip` past this one where it may stay empty, `cancel` stops and keeps what you wrote. For commands put `!` in front, such as `!status`.
