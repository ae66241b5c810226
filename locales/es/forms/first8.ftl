# state: drafted

form-first8 = Lo primero
# Las otras preguntas usan el texto de los formularios a los que pertenecen.

form-first8-eq1 = ¿Hay equipo o material de { $child } roto, chico, atrasado o por acabarse?
    .why = Podemos llamar al proveedor.
    .again = ¿Algo que { $child } usa no sirve, no llega o se acaba?

form-first8-eq2 = Si eso falla hoy, ¿{ $child } corre peligro?
    .why = Si es urgente, actuamos hoy.
    .again = ¿Es peligroso para { $child } pasar hoy sin eso?

form-first8-eq1w = ¿Qué cosa es? Escriba, o mande foto o audio.
    .aloud = ¿Qué cosa es?
    .why = Para llamar al lugar correcto.
    .again = ¿Qué es lo que no sirve, no llega o se acaba?
