# state: drafted

form-matters = Lo principal para usted
    .offer = Sobre lo principal para usted.

form-matters-wm1 = Ahora mismo, ¿qué es lo principal para usted y { $child }? Escriba o mande un audio.
    .aloud = Ahora mismo, ¿qué es lo principal para usted y { $child }?
    .why = El plan empieza con lo que a usted le importa.
    .again = ¿Qué quisiera mejorar primero para { $child }?

form-matters-wm2 = ¿Qué es lo que de verdad le cuesta en estos momentos? Escriba o mande un audio.
    .aloud = ¿Qué es lo que de verdad le cuesta en estos momentos?
    .why = Para ayudarle donde hace falta.
    .again = ¿Qué parte de su rutina le pesa ahora?

form-matters-wm3 = ¿Con qué tema empezamos?
    .why = Usted decide qué va primero.
    .again = ¿De qué tema quiere hablar primero?
    .choice-health = salud
    .choice-home = casa y dinero
    .choice-school = escuela
    .choice-family = familia y yo
