# state: drafted

form-part-b = Cuidado en casa
    .offer = Sobre los cuidados en casa.

form-part-b-th1 = ¿Qué terapia recibe { $child }? Puede mandar varias, como 1,3.
    .aloud = ¿Qué terapia recibe { $child }?
    .why = Para saber quién ayuda ya.
    .again = ¿Qué terapia de la lista recibe { $child }? Puede mandar varias, como 1,3.
    .choice-speech = habla
    .choice-movement = movimiento
    .choice-hands = manos
    .choice-behavior = conducta
    .choice-early-intervention = ayuda temprana
    .choice-none = ninguna

form-part-b-th2 = ¿{ $child } espera terapia, o recibe muy poca?
    .why = Podemos pedir lo que falta.
    .again = ¿{ $child } necesita terapia que no recibe?

form-part-b-th3 = ¿Le preocupa si { $child } habla, juega, aprende o se mueve bien?
    .why = Una consulta a tiempo puede ayudar.
    .again = ¿Le preocupa lo que { $child } hace o aprende?

form-part-b-hc1 = ¿Va a su casa personal de salud para cuidar a { $child }?
    .why = Podemos pedir horas a la agencia.
    .again = ¿Recibe en casa a alguien de salud que cuide a { $child }?
    .choice-enough = SI, suficiente
    .choice-hours-missing = SI, faltan horas
    .choice-need = NO, y hace falta
    .choice-not-needed = no se necesita

form-part-b-hc2 = ¿Puede tomar un descanso si lo necesita?
    .why = Descansar ayuda a toda la familia.
    .again = ¿Alguien puede quedarse para que usted descanse?
    .choice-yes = SI
    .choice-sometimes = a veces
    .choice-no = NO
    .accept-no = nunca, casi nunca
