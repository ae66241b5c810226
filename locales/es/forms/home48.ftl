# state: drafted

form-home48 = De vuelta en casa

form-home48-ah1 = ¿Ya tiene a { $child } en casa?
    .why = Los primeros momentos en casa importan.
    .again = ¿{ $child } ya se encuentra en casa? Mande 1, 2 o 3.
    .choice-yes = SI
    .accept-yes = en casa, ya estamos en casa, estamos en casa, ya en casa, ya llegamos, ya llegamos a casa
    .choice-not-yet = NO por ahora
    .accept-not-yet = todavía no, NO, aún no, sigue internada, sigue internado, sigue en el hospital, todavía no sale, mañana sale
    .choice-back = tuvo que volver
    .accept-back = otra vez en el hospital, tuvimos que volver, tuvimos que regresar, volvimos al hospital, regresamos al hospital, la internaron otra vez, lo internaron otra vez, volvimos a urgencias

form-home48-ah2 = ¿Tiene toda la medicina y el material que necesita?
    .why = Si falta algo, actuamos hoy.
    .again = ¿Ya tiene toda la medicina y el material?

form-home48-ah3 = ¿Sabe a quién llamar si { $child } se pone peor?
    .why = No debe quedarse con la duda.
    .again = ¿Tiene a quién llamar si { $child } empeora?

form-home48-ah4 = ¿Ya tiene fecha la siguiente cita?
    .why = Podemos pedirla con usted.
    .again = ¿{ $child } ya tiene la fecha de su cita?
    .choice-yes = SI
    .choice-no = NO
    .choice-not-sure = no sé
