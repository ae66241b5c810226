# state: drafted

form-strengths = What goes well
    .offer = About what goes well.

form-strengths-st1 = What does { $child } love, or do well?
    .why = We want to know the whole child.
    .again = What makes { $child } happy?

form-strengths-st2 = What helps { $child } on a hard day?
    .why = So other helpers can do the same.
    .again = What calms or comforts { $child }?

form-strengths-st3 = Who or what do you lean on? Send the numbers.
    .aloud = Who or what do you lean on?
    .why = Your support is part of the plan.
    .again = Who helps you when things are hard? Send one number or more, like 1,3.
    .choice-family = family
    .choice-friends = friends
    .choice-faith = faith
    .choice-neighbors = neighbors
    .choice-parents = other parents
    .choice-school = school
    .choice-no-one = no one
