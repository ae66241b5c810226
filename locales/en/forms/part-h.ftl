# state: drafted
# self: the young person's own thread; nobody else is asked as "you" here.

form-part-h = Growing up
    .offer = About growing up.

form-part-h-gr1 =
    { $who ->
        [self] Do you talk with the doctor alone for part of visits?
       *[other] Does { $child } talk with the doctor alone for part of visits?
    }
    .why = It is good practice for later.
    .again =
        { $who ->
            [self] Do you get some time alone with the doctor?
           *[other] Does { $child } get some time alone with the doctor?
        }
    .choice-yes = yes
    .choice-some = some
    .accept-some = sometimes, a little, a bit, now and then
    .choice-no = no

form-part-h-gr2 =
    { $who ->
        [self] Do you have a plan for adult doctors?
       *[other] Is there a plan for adult doctors for { $child }?
    }
    .why = The change goes better with a plan.
    .again = Is a plan for adult doctors ready, or started?
    .choice-yes = yes
    .choice-started = started
    .accept-started = working on it, we are working on it, just started, in the works, kind of, sort of, sorta, a little
    .choice-no = no

form-part-h-gr3 =
    { $who ->
        [self] Do you have a plan for work, training or a day program?
       *[other] Is there a plan for { $child }'s work, training or day program?
    }
    .why = Good plans take time.
    .again = Is there a plan for the time after school?
    .choice-yes = yes
    .choice-started = started
    .accept-started = working on it, we are working on it, just started, in the works, kind of, sort of, sorta, a little
    .choice-no = no

form-part-h-gr4 =
    { $who ->
        [self] At 18, will you want help with decisions?
       *[other] At 18, will { $child } need help with decisions?
    }
    .why = There is help that takes no rights away.
    .again =
        { $who ->
            [self] How much help with decisions will you want at 18?
           *[other] How much help with decisions will { $child } need at 18?
        }
    .choice-no = no
    .choice-some = some
    .accept-some = a little, a bit, maybe some
    .choice-a-lot = a lot
    .accept-a-lot = lots, a ton, all, everything, always
    .choice-not-sure = not sure
