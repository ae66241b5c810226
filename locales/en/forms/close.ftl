# state: drafted

form-close = Your top three
    .offer = About your top three.

form-close-rk1 = Which come first? Send up to 3 numbers in your order.
    .aloud = Which come first? Up to 3, in your order.
    .why = Your order is our order.
    .again = Send up to 3 numbers in your order, like 2,1,3.

form-close-rk2 = For { $need }: who should act first?
    .why = You choose how much we do.
    .again = Who takes the first step for { $need }?
    .choice-i-will = I will
    .accept-i-will = me, i do, myself
    .choice-together = together
    .accept-together = both, both of us, us, you and me
    .choice-for-me = please do it for me
    .accept-for-me = you, you do it, for me

form-close-rk3 = Did we miss anything? Write it, send a voice message, or send SKIP.
    .aloud = Did we miss anything?
    .why = Every family is different.
    .again = Is there something else you need? Write it, or send SKIP.
