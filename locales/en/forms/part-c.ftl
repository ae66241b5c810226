# state: drafted

form-part-c = School, feelings and play
    .offer = About school, feelings and play.

form-part-c-ed1 = Where does { $child } learn or spend the day?
    .why = So we talk with the right place.
    .again = Where is { $child } on most days?
    .choice-home = home
    .choice-child-care = child care
    .accept-child-care = daycare, day care
    .choice-early-intervention = early intervention
    .choice-school = school
    .choice-no-place = no place found

form-part-c-ed2 = Does { $child } get enough help there?
    .why = We can help you ask for more.
    .again = Is { $child } getting the help needed there?
    .choice-yes = yes
    .choice-some = some
    .accept-some = a little
    .choice-no = no
    .choice-not-sure = not sure

form-part-c-ed3 = How many days did { $child } miss last month for health?
    .why = Many missed days can bring extra help.
    .again = Count the days missed last month. Send just the number.

form-part-c-bh1 = Do moods, worries or behavior make days hard for { $child }?
    .why = Many families need help with this.
    .again = Are { $child }'s moods or worries a problem most weeks?

form-part-c-bh2 = Does { $child } get help for that now?
    .why = So we know where to start.
    .again = Is anyone helping { $child } with that?
    .choice-enough = enough
    .accept-enough = yes
    .choice-some = some
    .accept-some = a little
    .choice-waiting = waiting
    .choice-no = no

form-part-c-re1 = Does { $child } have time for play, friends or sports?
    .why = Play is part of growing.
    .again = Can { $child } play or be with friends each week?
    .choice-yes = yes
    .choice-some = some
    .accept-some = a little, sometimes
    .choice-no = no
