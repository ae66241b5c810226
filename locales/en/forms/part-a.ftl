# state: drafted

form-part-a = Health and doctors
    .offer = About health and doctors.

form-part-a-hl1 = Can you reach a main doctor for { $child } when you need one?
    .why = One main doctor helps hold care together.
    .again = Can you get to a doctor who knows { $child }?
    .choice-yes = yes
    .choice-not-always = not always
    .accept-not-always = sometimes, it depends
    .choice-no = no
    .accept-no = never

form-part-a-hl2 = Is { $child } waiting for a doctor or test?
    .why = We can ask about long waits.
    .again = Does { $child } need a doctor or test and has to wait?

form-part-a-hl2w = Which one? Write it, or send a photo or voice message.
    .aloud = Which one?
    .why = So we ask the right office.
    .again = Which doctor or test is { $child } waiting for?

form-part-a-hl3 = Do { $child }'s doctors know what the others are doing?
    .why = You should not have to carry all the news.
    .again = Do { $child }'s doctors talk to each other?
    .choice-mostly = mostly
    .accept-mostly = yes, usually
    .choice-sometimes = sometimes
    .choice-no = no
    .choice-not-sure = not sure

form-part-a-hl4 = Has { $child } seen a dentist in the past year?
    .why = Teeth are part of health too.
    .again = Did { $child } go to a dentist in the last 12 months?
    .choice-yes = yes
    .choice-no = no
    .choice-no-teeth = no teeth yet

form-part-a-md1 = Does { $child } take medicine often?
    .why = So we ask only what fits { $child }.
    .again = Does { $child } take medicine most weeks?

form-part-a-md2 = Is it hard to get, pay for or keep { $child }'s medicine?
    .why = We can help with refills and costs.
    .again = Is it hard to get enough medicine for { $child }?

form-part-a-md3 = How many days of medicine are left?
    .why = So that it does not run out.
    .again = Count the days until the medicine is gone. Send just the number.

form-part-a-md4 = Is the medicine hard to give? Think of times, taste, school or tube.
    .why = A nurse can often make it easier.
    .again = Do you have trouble giving { $child } the medicine?
