# state: drafted

form-part-g = Ready for emergencies
    .offer = About being ready for emergencies.

form-part-g-em1 = For { $child }: is there a written page on what to do in an emergency?
    .why = Others can read it when you are not there.
    .again = Do you have a paper with the steps for an emergency?
    .choice-yes = yes
    .choice-old = yes, but old
    .accept-old = yes but it is old, outdated, it's old, old, yes old, older, needs updating
    .choice-no = no

form-part-g-em2 = Where do you keep it?
    .why = We remind you of it in an emergency.
    .again = Where is the emergency page now?
    .choice-fridge = fridge
    .accept-fridge = refrigerator, fridge door
    .choice-bag = bag or chair
    .accept-bag = bag, backpack, diaper bag, purse, go bag, chair, wheelchair
    .choice-phone = phone
    .accept-phone = cell, cell phone
    .choice-not-sure = not sure

form-part-g-em3 = Does { $child } need power or a machine to stay safe?
    .why = So we plan for power cuts and storms.
    .again = Would { $child } be in danger if the power goes out?

form-part-g-em4 = If you were ill, who would care for { $child }? Send a name.
    .aloud = If you were ill, who would care for { $child }?
    .why = So that a plan is ready.
    .again = Who can care for { $child } if you cannot?
    .choice-no-one = no one
    .accept-no-one = nobody, noone, no body, just me, only me, nobody else
    .other = someone else

form-part-g-em5 = What should a helper know first about { $child }? One or two lines.
    .why = It goes on the emergency page.
    .again = In a few words: what must a helper know about { $child }?

form-part-g-sk1 = How sure do you feel about { $child }'s daily care?
    .why = A nurse can practice with you.
    .again = Do you feel ready to do { $child }'s care each day?
    .choice-sure = sure
    .accept-sure = yes, very sure, very, confident, very confident, totally sure, 100%
    .choice-mostly = mostly
    .accept-mostly = usually, pretty sure, ok, okay, fine, kinda, somewhat, sort of, so so, i guess, pretty good
    .choice-not-sure = not so sure
    .accept-not-sure = no, not very, unsure

form-part-g-sk2 = Do you want someone beside you at a meeting or visit?
    .why = You do not have to go alone.
    .again = Shall someone come with you to a meeting or visit?

form-part-g-sk2w = Which one? Send the date too if you know it.
    .aloud = Which one? Do you know the date?
    .why = To see who can go with you.
    .again = Which meeting or visit is it?

form-part-g-sk3 = Do you need help with legal papers about { $child }?
    .why = We know people who can help.
    .again = Is there a court or legal paper you need help with?
