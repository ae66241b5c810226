# state: drafted

form-part-a = Salud y doctores
    .offer = Sobre la salud y los doctores.

form-part-a-hl1 = ¿Puede ver al doctor principal de { $child } si lo necesita?
    .why = Un doctor principal mantiene unido todo el cuidado.
    .again = Si { $child } se enferma, ¿le atiende un doctor que le conoce?
    .choice-yes = SI
    .choice-not-always = no siempre
    .accept-not-always = a veces, depende
    .choice-no = NO
    .accept-no = nunca

form-part-a-hl2 = ¿{ $child } sigue en espera de un doctor o un examen?
    .why = Podemos preguntar por esa espera.
    .again = ¿{ $child } necesita una cita o un examen y sigue sin fecha?

form-part-a-hl2w = ¿De qué se trata? Escriba, o mande foto o audio.
    .aloud = ¿De qué se trata?
    .why = Para preguntar en el lugar correcto.
    .again = ¿Qué doctor o examen espera { $child }?

form-part-a-hl3 = ¿Los doctores de { $child } saben lo que hacen los otros?
    .why = No todo debe depender de usted.
    .again = ¿Los doctores de { $child } se hablan entre ellos?
    .choice-mostly = casi siempre
    .accept-mostly = SI, siempre
    .choice-sometimes = a veces
    .choice-no = NO
    .choice-not-sure = no sé

form-part-a-hl4 = ¿{ $child } fue al dentista en los 12 meses pasados?
    .why = Los dientes son parte de la salud.
    .again = ¿Un dentista vio a { $child } en los 12 meses pasados?
    .choice-yes = SI
    .choice-no = NO
    .choice-no-teeth = no tiene dientes

form-part-a-md1 = ¿{ $child } toma medicina con frecuencia?
    .why = Para preguntar solo lo necesario.
    .again = ¿{ $child } toma alguna medicina casi cada semana?

form-part-a-md2 = ¿Le cuesta conseguir, pagar o tener suficiente medicina para { $child }?
    .why = Podemos ayudar con recetas y costos.
    .again = ¿A veces se le acaba la medicina a { $child }?

form-part-a-md3 = ¿Qué tanto le dura la medicina a { $child }? Mande 1 si es para hoy, 7 si es para una semana.
    .aloud = ¿Para cuántos días le alcanza la medicina a { $child }?
    .why = Para que no se le acabe.
    .again = Mande solo la cifra: 0 si ya no hay, 1 para hoy, 7 para una semana.

form-part-a-md4 = ¿Le cuesta darle la medicina? Piense en hora, sabor, escuela o sonda.
    .why = El equipo puede darle ideas.
    .again = ¿Tiene problemas para darle la medicina a { $child }?
