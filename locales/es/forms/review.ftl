# state: drafted

form-review = Lo que sigue igual y lo que cambia

form-review-rv1 = Sobre { $need }: ¿qué tal va ahora?
    .why = Para que el plan diga la verdad.
    .again = Sobre { $need }: ¿mejor, igual o peor?
    .choice-finished = ya se hizo
    .accept-finished = listo, resuelto
    .choice-better = mejor
    .choice-same = igual
    .choice-worse = peor

form-review-rv2 = Sobre { $need }: ¿le sigue importando?
    .why = Lo que importa puede cambiar.
    .again = ¿Todo lo de { $need } le importa igual?
    .choice-yes = SI
    .choice-less = menos
    .choice-no = NO

form-review-rv3 = Sobre { $need }: ¿qué lo impide?
    .why = Para quitar ese problema.
    .again = ¿Qué complica { $need }?
    .choice-transport = transporte
    .choice-money = dinero
    .choice-time = tiempo
    .choice-waiting_list = lista de espera
    .choice-no_answer_from_service = nadie responde
    .choice-unclear = no se entiende
    .other = otra cosa

form-review-rv4 = Sobre { $need }: ¿lo dejamos igual, lo cambiamos o lo quitamos?
    .why = Usted decide qué queda en el plan.
    .again = ¿Qué hacemos con { $need }?
    .choice-keep = dejar igual
    .choice-change = hacer un cambio
    .choice-drop = quitar

form-review-rv5 = ¿Hay algo nuevo? ¿Hay ayuda que ya no quiere? Escriba, o mande SALTAR.
    .aloud = ¿Hay algo nuevo? ¿Hay ayuda que ya no quiere?
    .why = A veces menos oficinas es mejor.
    .again = Escriba lo nuevo, o mande SALTAR.
