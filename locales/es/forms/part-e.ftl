# state: drafted

form-part-e = Transporte, seguro y respeto
    .offer = Sobre transporte, seguro y respeto.

form-part-e-tr1 = Hace poco, ¿tuvo que perder una cita por falta de transporte?
    .why = Podemos pedir transporte para sus citas.
    .again = ¿Se queda sin ir a citas por falta de transporte?

form-part-e-tr2 = ¿{ $child } necesita asiento especial, camioneta o camilla?
    .why = Para pedir el transporte correcto.
    .again = Para viajar, ¿{ $child } necesita equipo especial?

form-part-e-in1 = ¿{ $child } tiene seguro de salud ahora?
    .why = Podemos ayudar a sacarlo o renovarlo.
    .again = ¿Hoy { $child } tiene seguro o Medicaid?
    .choice-yes = SI
    .choice-no = NO
    .choice-ends-soon = se acaba pronto
    .accept-ends-soon = se va a acabar, se vence pronto
    .choice-not-sure = no sé

form-part-e-in2 = ¿El seguro dijo que no a algo que { $child } necesita?
    .why = Muchas veces se puede apelar.
    .again = ¿El seguro no quiso pagar algo para { $child }?

form-part-e-in2w = ¿Qué fue? Escriba, o mande foto de la carta.
    .aloud = ¿Qué fue?
    .why = Hay una fecha para apelar.
    .again = ¿A qué dijo que no el seguro? Puede mandar foto.

form-part-e-in3 = ¿Tiene una cuenta o carta y quiere ayuda con ella?
    .why = La podemos leer con usted.
    .again = ¿Hay una cuenta o carta que le preocupe?

form-part-e-in3w = Mande una foto, o escriba qué dice.
    .aloud = ¿Qué cuenta o carta es?
    .why = Para que alguien la lea pronto.
    .again = ¿Qué cuenta o carta es? Puede mandar foto.

form-part-e-cu1 = ¿Le explican todo en un idioma que usted habla bien?
    .why = Usted tiene derecho a un intérprete.
    .again = ¿Entiende lo que le explican en citas y oficinas?
    .choice-always = siempre
    .accept-always = SI
    .choice-sometimes = a veces
    .choice-no = NO
    .accept-no = nunca

form-part-e-cu2 = ¿Qué deben respetar quienes ayudan? Piense en fe, comida o costumbres. O mande SALTAR.
    .aloud = ¿Qué deben respetar quienes ayudan? Piense en fe, comida o costumbres.
    .why = Para que el cuidado vaya con su familia.
    .again = ¿Hay una fe o costumbre que deban conocer?
