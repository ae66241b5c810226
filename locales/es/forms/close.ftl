# state: drafted

form-close = Sus tres temas
    .offer = Sobre sus tres temas.

form-close-rk1 = ¿Qué va primero? Mande hasta 3 cifras en su orden.
    .aloud = ¿Qué va primero? Hasta 3, en su orden.
    .why = Su orden es nuestro orden.
    .again = Mande hasta 3 cifras en su orden, como 2,1,3.

form-close-rk2 = Para { $need }: ¿quién da el primer paso?
    .why = Usted decide qué tanto hacemos.
    .again = ¿Quién empieza con { $need }?
    .choice-i-will = yo
    .accept-i-will = yo lo hago, yo misma, yo mismo
    .choice-together = en equipo
    .accept-together = juntos, juntas, entre todos, los dos, las dos, ambos, entre los dos
    .choice-for-me = ustedes, por favor
    .accept-for-me = ustedes, usted, háganlo ustedes

form-close-rk3 = ¿Nos falta algo? Escriba, mande un audio, o mande SALTAR.
    .aloud = ¿Nos falta algo?
    .why = Cada familia es distinta.
    .again = ¿Necesita algo que no preguntamos? Escriba, o mande SALTAR.
