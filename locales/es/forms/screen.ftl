# state: drafted

form-screen = Para quién somos

form-screen-sc1 = ¿{ $child } necesita medicina por un año, o por largo tiempo?
    .why = Para ver qué ayuda sirve.
    .again = ¿{ $child } va a tomar medicina al menos un año?

form-screen-sc2 = Comparando con otras familias, ¿{ $child } tiene muchas citas?
    .why = Tantas citas son trabajo para la familia.
    .again = ¿Las citas de { $child } son muchas para su edad?

form-screen-sc3 = Por su salud, ¿{ $child } hace menos que otros de su edad?
    .why = Para pensar en todo lo que vive.
    .again = ¿La salud le impide a { $child } hacer cosas de su edad?

form-screen-sc4 = ¿{ $child } usa equipo especial, o recibe terapia o cuidado en casa?
    .why = Para saber qué no debe fallar.
    .again = ¿{ $child } necesita aparatos, terapia o cuidado de salud en casa?

form-screen-sc5 = ¿{ $child } necesita ayuda profesional con nervios, humor o conducta?
    .why = Lo que se siente es parte de la salud.
    .again = ¿Un profesional ayuda a { $child } con sus nervios o conducta?

form-screen-sc6 = ¿Qué es cierto de este año? Puede mandar varias, como 1,3.
    .aloud = ¿Qué es cierto de este año?
    .why = Tras un cambio suele hacer falta ayuda.
    .again = Este año, ¿qué hubo? Puede mandar varias, como 1,3.
    .choice-diagnosis = enfermedad nueva
    .choice-moved = mudanza
    .choice-hospital = hospital
    .choice-school = faltas a la escuela
    .choice-offices = muchas oficinas
    .choice-none = ninguna
