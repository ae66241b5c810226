# state: drafted

form-first8 = First things first
# The other questions of this form use the wording of the forms that they belong to.

form-first8-eq1 = For { $child }: is any equipment or supply broken, too small, late or running out?
    .why = We can call the supplier.
    .again = Is something { $child } uses broken, late or running out?

form-first8-eq2 = Could { $child } be in danger if it stops today?
    .why = If it is urgent, we act today.
    .again = Would it be dangerous for { $child } to be without it today?

form-first8-eq1w = What is it? Write it, or send a photo or voice message.
    .aloud = What is it?
    .why = So we call the right place.
    .again = Which thing is broken, late or running out?
