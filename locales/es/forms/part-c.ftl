# state: drafted

form-part-c = Escuela, emociones y juego
    .offer = Sobre la escuela, las emociones y el juego.

form-part-c-ed1 = Entre semana, ¿en qué lugar pasa { $child } el tiempo?
    .why = Para hablar con el lugar correcto.
    .again = De lunes a viernes, ¿en qué lugar aprende { $child }?
    .choice-home = casa
    .choice-child-care = cuidado infantil
    .accept-child-care = guardería
    .choice-early-intervention = ayuda temprana
    .choice-school = escuela
    .choice-no-place = no hay lugar

form-part-c-ed2 = ¿{ $child } recibe suficiente ayuda en ese lugar?
    .why = Podemos apoyarle para pedir lo que falta.
    .again = ¿La ayuda que recibe { $child } alcanza?
    .choice-yes = SI
    .choice-some = un poco
    .choice-no = NO
    .choice-not-sure = no sé

form-part-c-ed3 = ¿Qué tantas faltas tuvo { $child } por su salud el mes pasado?
    .why = Si falta mucho, puede recibir apoyo extra.
    .again = Mande solo la cifra de faltas del mes pasado, como 4.

form-part-c-bh1 = ¿Los nervios, el humor o la conducta afectan a { $child }?
    .why = Muchas familias necesitan esta ayuda.
    .again = ¿{ $child } tiene problemas de nervios, humor o conducta?

form-part-c-bh2 = ¿{ $child } recibe ayuda para eso?
    .why = Para ver con qué empezar.
    .again = ¿Alguien ayuda a { $child } con eso?
    .choice-enough = suficiente
    .accept-enough = SI
    .choice-some = un poco
    .choice-waiting = en espera
    .choice-no = NO

form-part-c-re1 = ¿{ $child } tiene tiempo para juego, amistades o deporte?
    .why = Jugar es parte de crecer.
    .again = ¿{ $child } puede jugar o ver amistades cada semana?
    .choice-yes = SI
    .choice-some = un poco
    .accept-some = a veces
    .choice-no = NO
