# state: drafted

form-review = How things are now

form-review-rv1 = About { $need }: how is it now?
    .why = So that the plan stays true.
    .again = About { $need }: better, the same or worse?
    .choice-finished = finished
    .accept-finished = done, solved
    .choice-better = better
    .choice-same = same
    .choice-worse = worse

form-review-rv2 = About { $need }: is it still important to you?
    .why = What matters may change.
    .again = About { $need }: does it still matter to you?
    .choice-yes = yes
    .choice-less = less
    .choice-no = no

form-review-rv3 = About { $need }: what got in the way?
    .why = So that we can move it out of the way.
    .again = What made { $need } hard?
    .choice-transport = rides
    .choice-money = money
    .choice-time = time
    .choice-waiting_list = waiting list
    .choice-no_answer_from_service = no answer
    .choice-unclear = not clear
    .other = something else

form-review-rv4 = About { $need }: shall we keep, change or drop it?
    .why = You decide what stays in the plan.
    .again = What shall we do about { $need }?
    .choice-keep = keep
    .choice-change = change
    .choice-drop = drop

form-review-rv5 = Is anything new? Is there a helper you would drop? Write it, or send SKIP.
    .aloud = Is anything new? Is there a helper you would drop?
    .why = Fewer offices can be better.
    .again = Write what is new, or send SKIP.
