# state: drafted

form-strengths = Lo que va bien
    .offer = Sobre lo que va bien.

form-strengths-st1 = ¿Qué le encanta a { $child }, o qué hace bien?
    .why = Queremos conocer bien a { $child }.
    .again = ¿Qué cosas ponen feliz a { $child }?

form-strengths-st2 = Si { $child } tiene un mal momento, ¿qué le ayuda?
    .why = Para que otros hagan lo mismo.
    .again = ¿Qué calma o consuela a { $child }?

form-strengths-st3 = ¿En quién o en qué se apoya usted? Puede mandar varias, como 1,3.
    .aloud = ¿En quién o en qué se apoya usted?
    .why = Su apoyo es parte del plan.
    .again = Si hay un problema, ¿quién le ayuda? Puede mandar varias, como 1,3.
    .choice-family = familia
    .choice-friends = amistades
    .choice-faith = fe
    .choice-neighbors = vecinos
    .choice-parents = otras familias
    .choice-school = escuela
    .choice-no-one = nadie
