<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>
House numbers of this city are demo data.</source>
        <translation>
Los números de casa de esta ciudad son datos de demostración.</translation>
    </message>
    <message>
        <source> ({left} more like it)</source>
        <translation>  ({left} más como este)</translation>
    </message>
    <message numerus="yes">
        <source> ({n} refund stays asked)</source>
        <comment> ({n} refunds stay asked)</comment>
        <translation>
            <numerusform> ({n} reembolso queda pedido)</numerusform>
            <numerusform> ({n} reembolsos quedan pedidos)</numerusform>
        </translation>
    </message>
    <message>
        <source> And {stands} more.</source>
        <translation> Y {stands} más.</translation>
    </message>
    <message>
        <source> With {coming}.</source>
        <translation> Con {coming}.</translation>
    </message>
    <message>
        <source> and </source>
        <translation> y </translation>
    </message>
    <message>
        <source> and {other}</source>
        <translation> y {other}</translation>
    </message>
    <message>
        <source> and {street}</source>
        <translation> y {street}</translation>
    </message>
    <message>
        <source> as CSV</source>
        <translation> como CSV</translation>
    </message>
    <message>
        <source> at {places} places</source>
        <translation> en {places} lugares</translation>
    </message>
    <message>
        <source> but {whereabouts}</source>
        <translation> sino {whereabouts}</translation>
    </message>
    <message>
        <source> by {by} at {clock}</source>
        <translation> por {by} a las {clock}</translation>
    </message>
    <message>
        <source> by {source}</source>
        <translation> por {source}</translation>
    </message>
    <message>
        <source> of {when}</source>
        <translation> del {when}</translation>
    </message>
    <message>
        <source> on {route}</source>
        <translation> en {route}</translation>
    </message>
    <message>
        <source> or </source>
        <translation> o </translation>
    </message>
    <message>
        <source> since you looked</source>
        <translation> desde que la miró</translation>
    </message>
    <message>
        <source> since {clock}</source>
        <translation> desde {clock}</translation>
    </message>
    <message>
        <source> · over</source>
        <translation> · vencido</translation>
    </message>
    <message>
        <source> · own van</source>
        <translation>  · furgón propio</translation>
    </message>
    <message>
        <source> · revoked</source>
        <translation> · revocado</translation>
    </message>
    <message>
        <source> · signed off by {actor} at {at}</source>
        <translation> · firmado por {actor} a las {at}</translation>
    </message>
    <message>
        <source> · to be signed off at the desk (F6)</source>
        <translation> · falta la firma en el escritorio (F6)</translation>
    </message>
    <message>
        <source> · {late} late</source>
        <translation> · {late} tarde</translation>
    </message>
    <message>
        <source> · {left_out} left out</source>
        <translation> · {left_out} fuera</translation>
    </message>
    <message>
        <source> · {news} new</source>
        <translation> · {news} nuevos</translation>
    </message>
    <message>
        <source> · {overdue} late</source>
        <translation> · {overdue} tarde</translation>
    </message>
    <message>
        <source>! red: late, with the window it misses · ? problem at the door · lock: keeps its place</source>
        <translation>! roja: tarde, con la ventana que no alcanza · ? problema en la puerta · candado: mantiene su lugar</translation>
    </message>
    <message>
        <source>&amp;30 min</source>
        <translation>&amp;30 min</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>&amp;Dirección</translation>
    </message>
    <message>
        <source>&amp;Again</source>
        <translation>&amp;Otra vez</translation>
    </message>
    <message>
        <source>&amp;Between cells</source>
        <translation>Entre &amp;celdas</translation>
    </message>
    <message>
        <source>&amp;Bought on</source>
        <translation>Compra&amp;do el</translation>
    </message>
    <message>
        <source>&amp;City</source>
        <translation>&amp;Ciudad</translation>
    </message>
    <message>
        <source>&amp;Code</source>
        <translation>&amp;Código</translation>
    </message>
    <message>
        <source>&amp;Code</source>
        <comment>to sign in</comment>
        <translation>Có&amp;digo</translation>
    </message>
    <message>
        <source>&amp;Customer</source>
        <translation>&amp;Cliente</translation>
    </message>
    <message>
        <source>&amp;Day</source>
        <translation>&amp;Día</translation>
    </message>
    <message>
        <source>&amp;Day if none is named</source>
        <translation>Día si no se indi&amp;ca</translation>
    </message>
    <message>
        <source>&amp;Depot</source>
        <translation>De&amp;pósito</translation>
    </message>
    <message>
        <source>&amp;Driver</source>
        <translation>C&amp;onductor</translation>
    </message>
    <message>
        <source>&amp;Encoding</source>
        <translation>Co&amp;dificación</translation>
    </message>
    <message>
        <source>&amp;Exchange: the same goods anew, in one visit</source>
        <translation>&amp;Cambio: los mismos productos nuevos, en una visita</translation>
    </message>
    <message>
        <source>&amp;Fetched</source>
        <translation>&amp;Retiro</translation>
    </message>
    <message>
        <source>&amp;From</source>
        <translation>D&amp;esde</translation>
    </message>
    <message>
        <source>&amp;Hub</source>
        <translation>Hu&amp;b</translation>
    </message>
    <message>
        <source>&amp;Look in:</source>
        <translation>&amp;Buscar en:</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Nombre</translation>
    </message>
    <message>
        <source>&amp;New password</source>
        <translation>Contraseña &amp;nueva</translation>
    </message>
    <message>
        <source>&amp;Note</source>
        <translation>&amp;Nota</translation>
    </message>
    <message>
        <source>&amp;Partner</source>
        <translation>&amp;Socio</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>&amp;Contraseña</translation>
    </message>
    <message>
        <source>&amp;Prefix</source>
        <translation>&amp;Prefijo</translation>
    </message>
    <message>
        <source>&amp;Prefix of numbers</source>
        <translation>&amp;Prefijo de números</translation>
    </message>
    <message>
        <source>&amp;Role</source>
        <translation>&amp;Rol</translation>
    </message>
    <message>
        <source>&amp;Sheet</source>
        <translation>&amp;Hoja</translation>
    </message>
    <message>
        <source>&amp;Shop</source>
        <translation>&amp;Tienda</translation>
    </message>
    <message>
        <source>&amp;Swap latitude and longitude</source>
        <translation>&amp;Cambiar latitud y longitud</translation>
    </message>
    <message>
        <source>&amp;These are</source>
        <translation>&amp;Estos son</translation>
    </message>
    <message>
        <source>&amp;Tomorrow 8:00</source>
        <translation>&amp;Mañana 8:00</translation>
    </message>
    <message>
        <source>&amp;Until</source>
        <translation>&amp;Hasta</translation>
    </message>
    <message>
        <source>&amp;Vans to begin with</source>
        <translation>&amp;Furgones para empezar</translation>
    </message>
    <message>
        <source>&amp;Whole name</source>
        <translation>Nombre co&amp;mpleto</translation>
    </message>
    <message>
        <source>&amp;Why</source>
        <translation>&amp;Por qué</translation>
    </message>
    <message>
        <source>, after a fee of {money}</source>
        <translation>, menos un cargo de {money}</translation>
    </message>
    <message>
        <source>, as of {when}</source>
        <translation>, al {when}</translation>
    </message>
    <message>
        <source>, chosen</source>
        <translation>, elegido</translation>
    </message>
    <message>
        <source>, in use</source>
        <translation>, en uso</translation>
    </message>
    <message>
        <source>, no fee</source>
        <translation>, sin cargo</translation>
    </message>
    <message>
        <source>, not </source>
        <translation>, no </translation>
    </message>
    <message>
        <source>, on the left</source>
        <translation>, por la izquierda</translation>
    </message>
    <message>
        <source>, or </source>
        <translation>, o </translation>
    </message>
    <message>
        <source>, promised {window}</source>
        <translation>, prometida {window}</translation>
    </message>
    <message>
        <source>, received {duration} later</source>
        <translation>, recibido {duration} después</translation>
    </message>
    <message>
        <source>, the newest {rows} shown</source>
        <translation>, se muestran los {rows} más nuevos</translation>
    </message>
    <message>
        <source>, then try again.</source>
        <translation>, y luego intente otra vez.</translation>
    </message>
    <message>
        <source>, worth {money}</source>
        <translation>, valor {money}</translation>
    </message>
    <message>
        <source>, {money} of deposit</source>
        <translation>, {money} de garantía</translation>
    </message>
    <message numerus="yes">
        <source>, {n} order settled</source>
        <comment>, {n} orders settled</comment>
        <translation>
            <numerusform>, {n} pedido resuelto</numerusform>
            <numerusform>, {n} pedidos resueltos</numerusform>
        </translation>
    </message>
    <message>
        <source>, {sign}{minutes} min</source>
        <translation>, {sign}{minutes} min</translation>
    </message>
    <message>
        <source>, {times} times by now</source>
        <translation>, ya {times} veces</translation>
    </message>
    <message numerus="yes">
        <source>. {n} open request keeps the limit that counted when it was asked</source>
        <comment>. {n} open requests keep the limit that counted when it was asked</comment>
        <translation>
            <numerusform>. {n} solicitud abierta conserva el límite que valía cuando se pidió</numerusform>
            <numerusform>. {n} solicitudes abiertas conservan el límite que valía cuando se pidieron</numerusform>
        </translation>
    </message>
    <message>
        <source>0, 0 lies in the sea; left out</source>
        <translation>0, 0 está en el mar; se omite</translation>
    </message>
    <message>
        <source>1 other open order</source>
        <translation>1 pedido abierto más</translation>
    </message>
    <message>
        <source>1 route</source>
        <translation>1 ruta</translation>
    </message>
    <message>
        <source>1 row</source>
        <translation>1 fila</translation>
    </message>
    <message>
        <source>1 text goes out</source>
        <translation>sale 1 mensaje</translation>
    </message>
    <message>
        <source>1 update</source>
        <translation>1 cambio</translation>
    </message>
    <message>
        <source>1 update waits</source>
        <translation>1 cambio espera</translation>
    </message>
    <message>
        <source>1 · What was checked</source>
        <translation>1 · Lo que se revisó</translation>
    </message>
    <message>
        <source>1&amp;5 min</source>
        <translation>1&amp;5 min</translation>
    </message>
    <message>
        <source>123 456, or a recovery code</source>
        <translation>123 456, o un código de recuperación</translation>
    </message>
    <message>
        <source>2 · Trust the hub’s authority</source>
        <translation>2 · Confíe en la autoridad del hub</translation>
    </message>
    <message>
        <source>; also {others}</source>
        <translation>; también {others}</translation>
    </message>
    <message>
        <source>; changed since, so left as it is: {orders}</source>
        <translation>; cambió desde entonces, se deja como está: {orders}</translation>
    </message>
    <message>
        <source>&lt;p class=&quot;head&quot;&gt;For the next day&lt;/p&gt;{note}</source>
        <translation>&lt;p class=&quot;head&quot;&gt;Para el día siguiente&lt;/p&gt;{note}</translation>
    </message>
    <message>
        <source>&lt;p class=&quot;head&quot;&gt;Left open&lt;/p&gt;{opened}</source>
        <translation>&lt;p class=&quot;head&quot;&gt;Queda abierto&lt;/p&gt;{opened}</translation>
    </message>
    <message>
        <source>A change made before was refused: {words}</source>
        <translation>Se rechazó un cambio hecho antes: {words}</translation>
    </message>
    <message>
        <source>A changed list must save</source>
        <translation>Una lista cambiada debe ahorrar</translation>
    </message>
    <message>
        <source>A colleague, by the name that stands at the desk</source>
        <translation>Un colega, por el nombre que está en el escritorio</translation>
    </message>
    <message>
        <source>A console</source>
        <translation>Una consola</translation>
    </message>
    <message>
        <source>A customer of the list is at a place that is unknown.</source>
        <translation>Un cliente de la lista está en un lugar desconocido.</translation>
    </message>
    <message>
        <source>A customer who holds so many is proposed as a collection. 0: never by number.</source>
        <translation>Un cliente que tiene tantos se propone para un retiro. 0: nunca por cantidad.</translation>
    </message>
    <message>
        <source>A customer&apos;s link is valid for</source>
        <translation>El enlace de un cliente vale durante</translation>
    </message>
    <message>
        <source>A delivery</source>
        <translation>Una entrega</translation>
    </message>
    <message>
        <source>A delivery nobody has planned</source>
        <translation>Entrega sin planificar</translation>
    </message>
    <message>
        <source>A depot begins with 1 to {most_vans} vans, not {vans}.</source>
        <translation>Un depósito empieza con 1 a {most_vans} furgones, no {vans}.</translation>
    </message>
    <message>
        <source>A depot has {most_rounds} rounds at the most. Change one that is made no more.</source>
        <translation>Un depósito tiene como máximo {most_rounds} rondas. Cambie una que ya no se hace.</translation>
    </message>
    <message>
        <source>A depot of your own</source>
        <translation>Un depósito propio</translation>
    </message>
    <message>
        <source>A double click shows one on the map. Who came in or left stands under Alerts.</source>
        <translation>Un doble clic la muestra en el mapa. Quién entró o salió está en Alertas.</translation>
    </message>
    <message>
        <source>A driver at the door waits for an answer</source>
        <translation>Un conductor en la puerta espera respuesta</translation>
    </message>
    <message>
        <source>A driver was at the door for order {order} already.</source>
        <translation>Un conductor ya estuvo en la puerta por el pedido {order}.</translation>
    </message>
    <message>
        <source>A failed collection nobody has decided on</source>
        <translation>Retiro fallido sin decisión</translation>
    </message>
    <message>
        <source>A failed delivery nobody has decided on</source>
        <translation>Entrega fallida sin decisión</translation>
    </message>
    <message>
        <source>A fee cannot be negative.</source>
        <translation>Un cargo no puede ser negativo.</translation>
    </message>
    <message>
        <source>A hand-over needs two routes of one day.</source>
        <translation>Un traspaso necesita dos rutas del mismo día.</translation>
    </message>
    <message>
        <source>A hub on this computer</source>
        <translation>Un hub en este computador</translation>
    </message>
    <message>
        <source>A hub on this computer.</source>
        <translation>Un hub en este computador.</translation>
    </message>
    <message>
        <source>A hub&apos;s address looks like wss://hub.example:8765.</source>
        <translation>La dirección de un hub es como wss://hub.example:8765.</translation>
    </message>
    <message>
        <source>A key of one shop cannot have {write_files}: a file may name any shop.</source>
        <translation>Una clave de una sola tienda no puede tener {write_files}: un archivo puede nombrar cualquier tienda.</translation>
    </message>
    <message>
        <source>A kind of {kind}</source>
        <translation>Un tipo de {kind}</translation>
    </message>
    <message>
        <source>A kind of “{kind}”</source>
        <translation>Un tipo de «{kind}»</translation>
    </message>
    <message>
        <source>A km</source>
        <translation>Por km</translation>
    </message>
    <message>
        <source>A line of order {order} is named twice. Give one reason for each.</source>
        <translation>Una línea del pedido {order} se nombra dos veces. Dé un motivo para cada una.</translation>
    </message>
    <message>
        <source>A moment that was handed on, such as backhaul:depot@1234 (Enter)</source>
        <translation>Un momento que le pasaron, como backhaul:depot@1234 (Enter)</translation>
    </message>
    <message>
        <source>A moved stop must save</source>
        <translation>Una parada movida debe ahorrar</translation>
    </message>
    <message>
        <source>A name and at least one depot are needed.</source>
        <translation>Se necesitan un nombre y al menos un depósito.</translation>
    </message>
    <message>
        <source>A name has 1 to 39 letters, digits, dots, dashes or underlines, and begins with a letter or a digit.</source>
        <translation>Un nombre tiene de 1 a 39 letras, dígitos, puntos, guiones o guiones bajos, y empieza con letra o dígito.</translation>
    </message>
    <message>
        <source>A name is as it stands at the desk, without spaces.</source>
        <translation>Un nombre es como está en el escritorio, sin espacios.</translation>
    </message>
    <message>
        <source>A neighbour accepts</source>
        <translation>Un vecino recibe</translation>
    </message>
    <message>
        <source>A neighbour accepts: {what}</source>
        <translation>Un vecino recibe: {what}</translation>
    </message>
    <message>
        <source>A neighbour has it…</source>
        <translation>Lo tiene un vecino…</translation>
    </message>
    <message>
        <source>A neighbour may take it</source>
        <translation>Un vecino puede recibirlo</translation>
    </message>
    <message>
        <source>A new first password?</source>
        <translation>¿Una nueva primera contraseña?</translation>
    </message>
    <message>
        <source>A new shop</source>
        <translation>Una tienda nueva</translation>
    </message>
    <message>
        <source>A page cannot send positions while the screen is locked; these programs can. Both belong to the same driver: the van follows one source until that one falls silent, and its tooltip says which. Positions count during a shift only. The page changes its key by itself every week; these programs cannot, so the office revokes a phone that is lost or handed on.</source>
        <translation>Una página no puede enviar posiciones con la pantalla bloqueada; estos programas sí. Ambos son del mismo conductor: el furgón sigue una fuente hasta que calla, y su globo dice cuál. Las posiciones solo cuentan durante un turno. La página cambia su clave sola cada semana; estos programas no pueden, así que la oficina revoca un teléfono perdido o traspasado.</translation>
    </message>
    <message>
        <source>A partner has no name.</source>
        <translation>Un socio no tiene nombre.</translation>
    </message>
    <message>
        <source>A password has {shortest_password} to {longest_password} signs. Three or four words in a row are easy to remember and hard to guess.</source>
        <translation>Una contraseña tiene de {shortest_password} a {longest_password} signos. Tres o cuatro palabras seguidas son fáciles de recordar y difíciles de adivinar.</translation>
    </message>
    <message>
        <source>A photo has between 1 and {max_bytes} bytes; this one has {size}. Send a smaller one.</source>
        <translation>Una foto tiene entre 1 y {max_bytes} bytes; esta tiene {size}. Envíe una más pequeña.</translation>
    </message>
    <message>
        <source>A plan that breaks: {broken}</source>
        <translation>Un plan que incumple: {broken}</translation>
    </message>
    <message>
        <source>A plan was found that cannot be offered: {reason}</source>
        <translation>Se encontró un plan que no se puede ofrecer: {reason}</translation>
    </message>
    <message>
        <source>A promise moves from</source>
        <translation>Una promesa cambia desde</translation>
    </message>
    <message>
        <source>A refund of {amount} upon an exception that was sent back</source>
        <translation>Un reembolso de {amount} por una excepción que fue devuelta</translation>
    </message>
    <message>
        <source>A refund of {amount}, over {limit}</source>
        <translation>Un reembolso de {amount}, sobre {limit}</translation>
    </message>
    <message>
        <source>A report covers at most {longest_days} days, not {days}.</source>
        <translation>Un informe abarca a lo más {longest_days} días, no {days}.</translation>
    </message>
    <message>
        <source>A return</source>
        <translation>Una devolución</translation>
    </message>
    <message>
        <source>A return nobody has planned</source>
        <translation>Devolución sin planificar</translation>
    </message>
    <message>
        <source>A return or empties so near a route are offered on the way.</source>
        <translation>Una devolución o envases tan cerca de una ruta se ofrecen de paso.</translation>
    </message>
    <message>
        <source>A round comes into each day on which it is due when that day is opened (Ctrl+D).</source>
        <translation>Una ronda entra en cada día que le toca cuando ese día se abre (Ctrl+D).</translation>
    </message>
    <message>
        <source>A round stands in the list twice. Nothing was kept.</source>
        <translation>Una ronda está dos veces en la lista. No se guardó nada.</translation>
    </message>
    <message>
        <source>A second look</source>
        <translation>Una segunda mirada</translation>
    </message>
    <message>
        <source>A setting in {file} or the environment is not allowed: {error}</source>
        <translation>Un ajuste en {file} o en el entorno no se permite: {error}</translation>
    </message>
    <message>
        <source>A simulated day with drivers, failed deliveries and returns. Nothing can go wrong there: it is the quickest way to see how the window works.</source>
        <translation>Un día simulado con conductores, entregas fallidas y devoluciones. Ahí nada puede salir mal: es la forma más rápida de ver cómo funciona la ventana.</translation>
    </message>
    <message>
        <source>A street without a name</source>
        <translation>Una calle sin nombre</translation>
    </message>
    <message>
        <source>A supervisor looks at it.</source>
        <translation>Un supervisor lo revisa.</translation>
    </message>
    <message>
        <source>A table of the database {database} is locked. Close other programs that use the file, then try again.</source>
        <translation>Una tabla de la base de datos {database} está bloqueada. Cierre otros programas que usen el archivo, y luego intente otra vez.</translation>
    </message>
    <message>
        <source>A text holds nothing but characters that cannot be seen. Write it again.</source>
        <translation>El texto solo tiene caracteres que no se ven. Escríbalo otra vez.</translation>
    </message>
    <message>
        <source>A van needs a name of 1 to {longest_name} characters.</source>
        <translation>Un furgón necesita un nombre de 1 a {longest_name} caracteres.</translation>
    </message>
    <message>
        <source>A van stands at {place}. Report where it is instead.</source>
        <translation>Hay un furgón detenido en {place}. Informe mejor dónde está.</translation>
    </message>
    <message>
        <source>A van that comes in or leaves is told on every desk. Ctrl+Z takes it back.</source>
        <translation>En cada puesto se avisa cuando un vehículo entra o sale. Ctrl+Z lo deshace.</translation>
    </message>
    <message>
        <source>A visit so much outside of what was promised is told; less is not.</source>
        <translation>Se avisa de una visita tan fuera de lo prometido; menos, no.</translation>
    </message>
    <message>
        <source>A warning of the certificate: the phone does not trust who signed it, or its date is wrong. Install the hub’s authority first, or give the hub a certificate that everybody trusts.</source>
        <translation>Una advertencia del certificado: el teléfono no confía en quien lo firmó, o su fecha está mal. Instale primero la autoridad del hub, o dé al hub un certificado en que todos confíen.</translation>
    </message>
    <message>
        <source>A webhook is used by the hub, a run is made by the office.</source>
        <translation>El webhook lo usa el hub; la tanda la hace la oficina.</translation>
    </message>
    <message>
        <source>A week has seven days: Monday is 0 and Sunday 6.</source>
        <translation>Una semana tiene siete días: el lunes es 0 y el domingo 6.</translation>
    </message>
    <message>
        <source>A {what} needs a number or short name of 1 to {longest_id} characters.</source>
        <translation>Falta un número o nombre corto de 1 a {longest_id} caracteres ({what}).</translation>
    </message>
    <message>
        <source>A · as new</source>
        <translation>A · como nuevo</translation>
    </message>
    <message>
        <source>ALARM: by OR-Tools, {wrong} cannot be driven as this plan says. Nothing was changed; please report this.</source>
        <translation>ALARMA: según OR-Tools, {wrong} no se puede recorrer como dice este plan. No se cambió nada; por favor informe esto.</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Sobre</translation>
    </message>
    <message>
        <source>About this door</source>
        <translation>Sobre esta puerta</translation>
    </message>
    <message>
        <source>About this door…</source>
        <translation>Sobre esta puerta…</translation>
    </message>
    <message>
        <source>About this door… (Alt+D)</source>
        <translation>Sobre esta puerta… (Alt+D)</translation>
    </message>
    <message>
        <source>Accept as it is</source>
        <translation>Aceptar como está</translation>
    </message>
    <message>
        <source>Accepted because {reason_words} and {shop} takes goods back within {window_days} days; this is day {day}</source>
        <translation>Aceptado porque {reason_words} y {shop} acepta devoluciones dentro de {window_days} días; este es el día {day}</translation>
    </message>
    <message>
        <source>Accepted by exception, although {why_not}</source>
        <translation>Aceptado por excepción, aunque {why_not}</translation>
    </message>
    <message>
        <source>Accepted {at}</source>
        <translation>Aceptado {at}</translation>
    </message>
    <message>
        <source>Accepted: {note}</source>
        <translation>Aceptado: {note}</translation>
    </message>
    <message>
        <source>Accident</source>
        <translation>Accidente</translation>
    </message>
    <message>
        <source>Actual</source>
        <translation>Real</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Agregar</translation>
    </message>
    <message>
        <source>Add a city…</source>
        <translation>Agregar una ciudad…</translation>
    </message>
    <message>
        <source>Add a disposition</source>
        <translation>Agregar un destino</translation>
    </message>
    <message>
        <source>Add a driver</source>
        <translation>Agregar un conductor</translation>
    </message>
    <message>
        <source>Add a partner</source>
        <translation>Agregar un socio</translation>
    </message>
    <message>
        <source>Add a reason</source>
        <translation>Agregar un motivo</translation>
    </message>
    <message>
        <source>Add a region from</source>
        <translation>Agregar una región desde</translation>
    </message>
    <message>
        <source>Add a round</source>
        <translation>Agregar una ronda</translation>
    </message>
    <message>
        <source>Add a van</source>
        <translation>Agregar un furgón</translation>
    </message>
    <message>
        <source>Add from a file…</source>
        <translation>Agregar de un archivo…</translation>
    </message>
    <message>
        <source>Add one from an OpenStreetMap extract (.osm.pbf), as download.geofabrik.de and extract.bbbike.org offer them. Nothing is sent anywhere.</source>
        <translation>Agregue una desde un extracto de OpenStreetMap (.osm.pbf), como los de download.geofabrik.de y extract.bbbike.org. No se envía nada a ninguna parte.</translation>
    </message>
    <message>
        <source>Add photos…</source>
        <translation>Agregar fotos…</translation>
    </message>
    <message>
        <source>Add somebody</source>
        <translation>Agregar a alguien</translation>
    </message>
    <message>
        <source>Add the same file again under this name to go on.</source>
        <translation>Agregue el mismo archivo otra vez con este nombre para seguir.</translation>
    </message>
    <message>
        <source>Adding up…</source>
        <translation>Sumando…</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Dirección</translation>
    </message>
    <message>
        <source>Address index {path} {what}. Build the region again: python main.py region update NAME EXTRACT.osm.pbf</source>
        <translation>El índice de direcciones {path} {what}. Construya la región otra vez: python main.py region update NAME EXTRACT.osm.pbf</translation>
    </message>
    <message>
        <source>Address of the hub</source>
        <translation>Dirección del hub</translation>
    </message>
    <message>
        <source>Address server: {words}</source>
        <translation>Servidor de direcciones: {words}</translation>
    </message>
    <message>
        <source>Address that customers&apos; mail comes from.</source>
        <translation>Dirección de la que viene el correo a clientes.</translation>
    </message>
    <message>
        <source>Address url</source>
        <translation>Servidor de direcciones</translation>
    </message>
    <message>
        <source>Address, second line</source>
        <translation>Dirección, segunda línea</translation>
    </message>
    <message>
        <source>Addresses that fit</source>
        <translation>Direcciones que calzan</translation>
    </message>
    <message>
        <source>Addresses where more than one visit failed.</source>
        <translation>Direcciones donde falló más de una visita.</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>Administrador</translation>
    </message>
    <message>
        <source>After that he may end the attempt alone.</source>
        <translation>Después puede terminar solo el intento.</translation>
    </message>
    <message>
        <source>After their last order; then they are erased. 0: until somebody does.</source>
        <translation>Después de su último pedido; entonces se borran. 0: hasta que alguien lo haga.</translation>
    </message>
    <message>
        <source>Again (F5)</source>
        <translation>Otra vez (F5)</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Edad</translation>
    </message>
    <message>
        <source>Agree on a slot</source>
        <translation>Acordar un horario</translation>
    </message>
    <message>
        <source>Agreed, or closed within a day; here it can be taken back</source>
        <translation>Acordado, o cerrado hace menos de un día; aquí se puede deshacer</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Alertas</translation>
    </message>
    <message>
        <source>Alerts · {alerts}</source>
        <translation>Alertas · {alerts}</translation>
    </message>
    <message>
        <source>All</source>
        <comment>drivers</comment>
        <translation>Todos</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todo</translation>
    </message>
    <message>
        <source>All (Shift+G)</source>
        <translation>Todos (Shift+G)</translation>
    </message>
    <message>
        <source>All of order {order} is at the depot already.</source>
        <translation>Todo el pedido {order} ya está en el depósito.</translation>
    </message>
    <message>
        <source>All of order {order} is on its way back already.</source>
        <translation>Todo el pedido {order} ya viene de vuelta.</translation>
    </message>
    <message>
        <source>All of them are so already: {words}.</source>
        <translation>Todas ya están así: {words}.</translation>
    </message>
    <message>
        <source>All of them have ended</source>
        <translation>Todos han terminado</translation>
    </message>
    <message>
        <source>All open stops of a route onto another one</source>
        <translation>Todas las paradas abiertas de una ruta a otra</translation>
    </message>
    <message>
        <source>All quiet. Late stops, silent drivers and open answers appear here.</source>
        <translation>Todo tranquilo. Aquí aparecen atrasos, conductores sin señal y respuestas pendientes.</translation>
    </message>
    <message>
        <source>All routes: {hint}</source>
        <translation>Todas las rutas: {hint}</translation>
    </message>
    <message>
        <source>All there</source>
        <translation>Todo está</translation>
    </message>
    <message>
        <source>All to another day</source>
        <translation>Todos a otro día</translation>
    </message>
    <message>
        <source>All to {day}</source>
        <translation>Todos al {day}</translation>
    </message>
    <message>
        <source>All {n}</source>
        <translation>Todo ({n})</translation>
    </message>
    <message>
        <source>All, kg</source>
        <translation>Total, kg</translation>
    </message>
    <message>
        <source>All, l</source>
        <translation>Total, l</translation>
    </message>
    <message>
        <source>Also put into the day</source>
        <translation>También poner en el día</translation>
    </message>
    <message>
        <source>Alt and the number take an address</source>
        <translation>Alt y el número toman una dirección</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Monto</translation>
    </message>
    <message>
        <source>An auditor changes nothing.</source>
        <translation>Un auditor no cambia nada.</translation>
    </message>
    <message>
        <source>An empty message says nothing. Choose one or write something.</source>
        <translation>Un mensaje vacío no dice nada. Elija uno o escriba algo.</translation>
    </message>
    <message>
        <source>An exception from the policy of {shop}</source>
        <translation>Una excepción a la política de {shop}</translation>
    </message>
    <message>
        <source>An exception from the policy of {shop}{why}</source>
        <translation>Una excepción a la política de {shop}{why}</translation>
    </message>
    <message>
        <source>An hour</source>
        <translation>Por hora</translation>
    </message>
    <message>
        <source>An order at a collection point</source>
        <translation>Un pedido en un punto de retiro</translation>
    </message>
    <message>
        <source>An order stands in the list twice. Nothing was imported.</source>
        <translation>Un pedido está dos veces en la lista. No se importó nada.</translation>
    </message>
    <message>
        <source>And {more} more.</source>
        <translation>Y {more} más.</translation>
    </message>
    <message>
        <source>Another attempt</source>
        <translation>Otro intento</translation>
    </message>
    <message>
        <source>Another geofence is called that already. Choose another name.</source>
        <translation>Otra geocerca ya se llama así. Elija otro nombre.</translation>
    </message>
    <message>
        <source>Another kind of</source>
        <translation>Otro tipo de</translation>
    </message>
    <message>
        <source>Another period</source>
        <translation>Otro período</translation>
    </message>
    <message>
        <source>Another program holds a lock on the database {database}. Close it (a database browser, a backup), then try again.</source>
        <translation>Otro programa bloquea la base de datos {database}. Ciérrelo (un visor de bases de datos, un respaldo), y luego intente otra vez.</translation>
    </message>
    <message>
        <source>Another route</source>
        <translation>Otra ruta</translation>
    </message>
    <message>
        <source>Another session holds a lock on the tables of {what}. End it (a maintenance job, an open transaction), then try again.</source>
        <translation>Otra sesión bloquea las tablas de {what}. Termínela (una mantención, una transacción abierta), y luego intente otra vez.</translation>
    </message>
    <message>
        <source>Another try, by its own van or by a route</source>
        <translation>Otro intento, por su furgón o por una ruta</translation>
    </message>
    <message>
        <source>Another vehicle</source>
        <translation>Otro vehículo</translation>
    </message>
    <message>
        <source>Another visit</source>
        <translation>Otra visita</translation>
    </message>
    <message>
        <source>Another visit after an attempt that may not have been made: {doubts}</source>
        <translation>Otra visita tras un intento que quizás no se hizo: {doubts}</translation>
    </message>
    <message>
        <source>Another visit to a customer who was visited so often. 0: never.</source>
        <translation>Otra visita a un cliente que se visitó tantas veces. 0: nunca.</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Respuesta</translation>
    </message>
    <message>
        <source>Answer whoever waits longest</source>
        <translation>Responder a quien más espera</translation>
    </message>
    <message>
        <source>Answer {row_name}: understood</source>
        <translation>Responder a {row_name}: entendido</translation>
    </message>
    <message>
        <source>Answer “Understood” (Shift+N)</source>
        <translation>Responder «Entendido» (Shift+N)</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>Respondidas</translation>
    </message>
    <message>
        <source>Any file (*)</source>
        <translation>Cualquier archivo (*)</translation>
    </message>
    <message>
        <source>Anything else</source>
        <translation>Otra cosa</translation>
    </message>
    <message>
        <source>Apart</source>
        <translation>Diferencia</translation>
    </message>
    <message>
        <source>Apart</source>
        <comment>a find</comment>
        <translation>Aparte</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Aprobar</translation>
    </message>
    <message>
        <source>Approve (A)</source>
        <translation>Aprobar (A)</translation>
    </message>
    <message>
        <source>Approve with A, send back with B.</source>
        <translation>Apruebe con A, devuelva con B.</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>Aprobado</translation>
    </message>
    <message>
        <source>Approved by</source>
        <translation>Aprobado por</translation>
    </message>
    <message>
        <source>Are not sent to the shop before somebody else has agreed. 0: never.</source>
        <translation>No se envían a la tienda antes de que otra persona esté de acuerdo. 0: nunca.</translation>
    </message>
    <message>
        <source>Around closed streets: {words}. F5 plans the day anew</source>
        <translation>Rodean calles cerradas: {words}. F5 planifica el día de nuevo</translation>
    </message>
    <message>
        <source>Article number (SKU)</source>
        <translation>Número de artículo (SKU)</translation>
    </message>
    <message>
        <source>As colleagues say it</source>
        <translation>Como dicen los colegas</translation>
    </message>
    <message>
        <source>As guessed</source>
        <translation>Según se adivinó</translation>
    </message>
    <message>
        <source>As new.</source>
        <translation>Como nuevo.</translation>
    </message>
    <message>
        <source>As new: sold again as it is</source>
        <translation>Como nuevo: se vende otra vez tal cual</translation>
    </message>
    <message>
        <source>As often as you like, within ten minutes</source>
        <translation>Cuantas veces quiera, durante diez minutos</translation>
    </message>
    <message>
        <source>Ask a dispatcher to send other goods; enter the return alone.</source>
        <translation>Pida a un despachador que envíe otros productos; ingrese solo la devolución.</translation>
    </message>
    <message>
        <source>Ask a dispatcher: customer service takes nothing off a route.</source>
        <translation>Pídaselo a un despachador: servicio al cliente no saca nada de una ruta.</translation>
    </message>
    <message>
        <source>Ask a dispatcher: {roles} enters returns, but sends no goods.</source>
        <translation>Pídaselo a un despachador: {roles} ingresa devoluciones, pero no envía productos.</translation>
    </message>
    <message>
        <source>Ask again for everything that was declined</source>
        <translation>Volver a pedir todo lo que rechazó</translation>
    </message>
    <message>
        <source>Ask again for {order_id}</source>
        <translation>Pedir otra vez: {order_id}</translation>
    </message>
    <message>
        <source>Ask for other goods</source>
        <translation>Pedir otros productos</translation>
    </message>
    <message>
        <source>Ask for the money back</source>
        <translation>Pedir el dinero de vuelta</translation>
    </message>
    <message>
        <source>Ask the driver to wait {LONG_MIN} minutes (Shift+W)</source>
        <translation>Pedir al conductor que espere {LONG_MIN} minutos (Shift+W)</translation>
    </message>
    <message>
        <source>Ask the driver to wait {SHORT_MIN} minutes (W)</source>
        <translation>Pedir al conductor que espere {SHORT_MIN} minutos (W)</translation>
    </message>
    <message>
        <source>Ask the shop</source>
        <translation>Pedir a la tienda</translation>
    </message>
    <message>
        <source>Ask the shop to refund {money} for order {order}?</source>
        <translation>¿Pedir a la tienda que reembolse {money} por el pedido {order}?</translation>
    </message>
    <message>
        <source>Ask the shops to refund {money} for {orders}; Ctrl+Z does not take that back</source>
        <translation>Pedir a las tiendas que reembolsen {money} por {orders}; Ctrl+Z no lo deshace</translation>
    </message>
    <message>
        <source>Ask {whom_to_ask} {to_do}.</source>
        <translation>Pídalo a {whom_to_ask}: {to_do}.</translation>
    </message>
    <message>
        <source>Ask {whom}: your role may not do this.</source>
        <translation>Pídalo a {whom}: su rol no puede hacer esto.</translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation>Pedido por</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>Por retirar</translation>
    </message>
    <message>
        <source>Asking the hub…</source>
        <translation>Preguntando al hub…</translation>
    </message>
    <message>
        <source>At</source>
        <translation>A las</translation>
    </message>
    <message>
        <source>At a time…</source>
        <translation>A una hora…</translation>
    </message>
    <message>
        <source>At any time. {EXAMPLE}.</source>
        <translation>A toda hora. {EXAMPLE}.</translation>
    </message>
    <message>
        <source>At most to one customer</source>
        <translation>Como máximo a un cliente</translation>
    </message>
    <message>
        <source>At most {most_own} {field} of one&apos;s own are kept.</source>
        <translation>Se guardan a lo más {most_own} {field} propios.</translation>
    </message>
    <message>
        <source>At our counter</source>
        <translation>En nuestro mesón</translation>
    </message>
    <message>
        <source>At our counter, {from_}</source>
        <translation>En nuestro mesón, {from_}</translation>
    </message>
    <message>
        <source>At risk</source>
        <translation>En riesgo</translation>
    </message>
    <message>
        <source>At stake</source>
        <translation>En juego</translation>
    </message>
    <message>
        <source>At the counter and at collection points; then they count as uncollected.</source>
        <translation>En el mesón y en puntos de retiro; después cuentan como no retirados.</translation>
    </message>
    <message>
        <source>At the door</source>
        <translation>En la puerta</translation>
    </message>
    <message>
        <source>At the same time as it opens: there is none.</source>
        <translation>A la misma hora en que abre: no hay.</translation>
    </message>
    <message>
        <source>At {point_words}</source>
        <translation>En {point_words}</translation>
    </message>
    <message>
        <source>At {point_words}, {route} {day}</source>
        <translation>En {point_words}, {route} {day}</translation>
    </message>
    <message>
        <source>Attempt {number}, over {limit}</source>
        <translation>Intento {number}, sobre {limit}</translation>
    </message>
    <message>
        <source>Attempted {facts}</source>
        <translation>Intentado {facts}</translation>
    </message>
    <message>
        <source>Attempts over</source>
        <translation>Intentos sobre</translation>
    </message>
    <message>
        <source>Auditor</source>
        <translation>Auditor</translation>
    </message>
    <message>
        <source>Authenticator app</source>
        <translation>App de autenticación</translation>
    </message>
    <message>
        <source>Authenticator app…</source>
        <translation>App de autenticación…</translation>
    </message>
    <message>
        <source>B · used, complete</source>
        <translation>B · usado, completo</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>De vuelta</translation>
    </message>
    <message>
        <source>Back into stock</source>
        <translation>De vuelta al stock</translation>
    </message>
    <message>
        <source>Back to now (Esc)</source>
        <translation>Volver a ahora (Esc)</translation>
    </message>
    <message>
        <source>Back to the day (Esc)</source>
        <translation>Volver al día (Esc)</translation>
    </message>
    <message>
        <source>Back to the queue</source>
        <translation>Volver a la cola</translation>
    </message>
    <message>
        <source>Back {clock_on}, shift ends {clock_on_2}</source>
        <translation>Vuelve {clock_on}, turno hasta {clock_on_2}</translation>
    </message>
    <message>
        <source>Back {clock}</source>
        <translation>De vuelta {clock}</translation>
    </message>
    <message>
        <source>Back, or close what is open</source>
        <translation>Volver, o cerrar lo que está abierto</translation>
    </message>
    <message>
        <source>Backhaul – rewound {at}</source>
        <translation>Backhaul – rebobinado {at}</translation>
    </message>
    <message>
        <source>Backlog</source>
        <translation>Pendientes</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Equilibrado</translation>
    </message>
    <message>
        <source>Base map</source>
        <translation>Mapa base</translation>
    </message>
    <message>
        <source>Base map attribution</source>
        <translation>Atribución del mapa base</translation>
    </message>
    <message>
        <source>Base map: zoom {zoom} of {max_zoom}</source>
        <translation>Mapa base: nivel {zoom} de {max_zoom}</translation>
    </message>
    <message>
        <source>Becomes
</source>
        <translation>Queda como
</translation>
    </message>
    <message>
        <source>Before it can be closed</source>
        <translation>Antes de poder cerrarlo</translation>
    </message>
    <message>
        <source>Being counted</source>
        <translation>En conteo</translation>
    </message>
    <message>
        <source>Belongs to no line that is expected</source>
        <translation>No pertenece a ninguna línea esperada</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>Mejor</translation>
    </message>
    <message>
        <source>Best route</source>
        <translation>Mejor ruta</translation>
    </message>
    <message>
        <source>Best route for each</source>
        <translation>Mejor ruta para cada uno</translation>
    </message>
    <message>
        <source>Best van</source>
        <translation>Mejor furgón</translation>
    </message>
    <message>
        <source>Best: {recommended}</source>
        <translation>Mejor: {recommended}</translation>
    </message>
    <message>
        <source>Better sequence</source>
        <translation>Mejor orden</translation>
    </message>
    <message>
        <source>Better sequences of {n} routes</source>
        <translation>Mejor orden de {n} rutas</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Ambos</translation>
    </message>
    <message>
        <source>Both routes must be of one day and under way or still to leave.</source>
        <translation>Ambas rutas tienen que ser del mismo día y estar en marcha o por salir.</translation>
    </message>
    <message>
        <source>Bought from</source>
        <translation>Comprado desde</translation>
    </message>
    <message>
        <source>Bought until</source>
        <translation>Comprado hasta</translation>
    </message>
    <message>
        <source>Breaks {promise}</source>
        <translation>Incumple {promise}</translation>
    </message>
    <message>
        <source>Brings</source>
        <translation>Rinde</translation>
    </message>
    <message>
        <source>Brings (%)</source>
        <translation>Rinde (%)</translation>
    </message>
    <message>
        <source>Broken constraint</source>
        <translation>Límite incumplido</translation>
    </message>
    <message>
        <source>Build</source>
        <translation>Construir</translation>
    </message>
    <message>
        <source>Building the region needs {size} of memory, and {size_2} are free. Close other programs, or cut a smaller extract: osmium extract --bbox WEST,SOUTH,EAST,NORTH.</source>
        <translation>Construir la región necesita {size} de memoria, y hay {size_2} libres. Cierre otros programas, o recorte un extracto menor: osmium extract --bbox WEST,SOUTH,EAST,NORTH.</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Por</translation>
    </message>
    <message>
        <source>By one change of the plan. 0: never.</source>
        <translation>Por un cambio del plan. 0: nunca.</translation>
    </message>
    <message>
        <source>By the hours of their shifts. Off: as few vans drive as cost least.</source>
        <translation>Según las horas de sus turnos. Desactivado: salen tan pocos furgones como cueste menos.</translation>
    </message>
    <message>
        <source>C · damaged</source>
        <translation>C · dañado</translation>
    </message>
    <message>
        <source>C&amp;urrency</source>
        <translation>&amp;Moneda</translation>
    </message>
    <message>
        <source>CO₂ of a kilometre</source>
        <translation>CO₂ por kilómetro</translation>
    </message>
    <message>
        <source>CO₂ of the kilometres between the stops that were visited: straight lines × 1.35, times the depot&apos;s setting for a kilometre.</source>
        <translation>CO₂ de los kilómetros entre las paradas visitadas: líneas rectas × 1,35, por el ajuste del depósito por kilómetro.</translation>
    </message>
    <message>
        <source>CSV tables (*.csv)</source>
        <translation>Tablas CSV (*.csv)</translation>
    </message>
    <message>
        <source>CSV, a line for each stop…</source>
        <translation>CSV, una línea por parada…</translation>
    </message>
    <message>
        <source>Calls, credit and lost business when a customer waits in vain once more.</source>
        <translation>Llamadas, abonos y ventas perdidas cuando un cliente espera en vano otra vez.</translation>
    </message>
    <message>
        <source>Came with</source>
        <translation>Llegó con</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Cancel an order</source>
        <translation>Anular un pedido</translation>
    </message>
    <message>
        <source>Cancel order</source>
        <translation>Anular pedido</translation>
    </message>
    <message>
        <source>Cancel order {order_id}</source>
        <translation>Anular el pedido {order_id}</translation>
    </message>
    <message>
        <source>Cancel orders</source>
        <translation>Anular pedidos</translation>
    </message>
    <message>
        <source>Cancel the order</source>
        <translation>Anular el pedido</translation>
    </message>
    <message>
        <source>Cancel the order… (Alt+X)</source>
        <translation>Anular el pedido… (Alt+X)</translation>
    </message>
    <message>
        <source>Cancel {subject}</source>
        <translation>Anular {subject}</translation>
    </message>
    <message>
        <source>Cancelled on</source>
        <translation>Anulado el</translation>
    </message>
    <message>
        <source>Cannot go on</source>
        <translation>No puede seguir</translation>
    </message>
    <message>
        <source>Cannot go on since {since}: {reason}</source>
        <translation>No puede seguir desde {since}: {reason}</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Caso</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>Casos</translation>
    </message>
    <message>
        <source>Cases behind the chart</source>
        <translation>Casos detrás del gráfico</translation>
    </message>
    <message>
        <source>Cases the decision is for</source>
        <translation>Casos a los que vale la decisión</translation>
    </message>
    <message>
        <source>Cases without a decision; their goods are worth {money}.</source>
        <translation>Casos sin decisión; sus productos valen {money}.</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Cambiar</translation>
    </message>
    <message>
        <source>Change password</source>
        <translation>Cambiar contraseña</translation>
    </message>
    <message>
        <source>Change password…</source>
        <translation>Cambiar contraseña…</translation>
    </message>
    <message>
        <source>Changed meanwhile, so not taken: {stale}</source>
        <translation>Cambió entretanto, así que no se tomó: {stale}</translation>
    </message>
    <message>
        <source>Changed, not saved yet</source>
        <translation>Cambiado, sin guardar</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Cambios</translation>
    </message>
    <message>
        <source>Changes were sent and neither accepted nor declined.</source>
        <translation>Se enviaron cambios; no los aceptó ni los rechazó.</translation>
    </message>
    <message>
        <source>Changes, newest first</source>
        <translation>Cambios, el más nuevo primero</translation>
    </message>
    <message>
        <source>Cheapest</source>
        <translation>Más barato</translation>
    </message>
    <message>
        <source>Choose a CSV or XLSX file with orders, drivers, vans or customers, or a plan in VROOM&apos;s JSON, or drop it here.</source>
        <translation>Elija un archivo CSV o XLSX con pedidos, conductores, furgones o clientes, o un plan en el JSON de VROOM, o suéltelo aquí.</translation>
    </message>
    <message>
        <source>Choose a case first: who could take it?</source>
        <translation>Elija primero un caso: ¿quién podría tomarlo?</translation>
    </message>
    <message>
        <source>Choose a case in the queue, or a route or a stop on the board or the map.</source>
        <translation>Elija un caso en la cola, o una ruta o parada en el tablero o el mapa.</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Elegir un archivo…</translation>
    </message>
    <message>
        <source>Choose a find and the missing line that it is. Finds nobody claims are inspected.</source>
        <translation>Elija un hallazgo y la línea perdida que es. Lo que nadie reclama se inspecciona.</translation>
    </message>
    <message>
        <source>Choose a password of your own.</source>
        <translation>Elija una contraseña propia.</translation>
    </message>
    <message>
        <source>Choose a problem in VROOM&apos;s JSON, with its plan as steps or with a solution&apos;s routes.</source>
        <translation>Elija un problema en el JSON de VROOM, con su plan como pasos o con las rutas de una solución.</translation>
    </message>
    <message>
        <source>Choose a reason</source>
        <translation>Elija un motivo</translation>
    </message>
    <message>
        <source>Choose a route or a van first: which one should be followed?</source>
        <translation>Elija primero una ruta o un furgón: ¿cuál seguir?</translation>
    </message>
    <message>
        <source>Choose an order in the queue first.</source>
        <translation>Elija primero un pedido en la cola.</translation>
    </message>
    <message>
        <source>Choose at least one driver.</source>
        <translation>Elija al menos un conductor.</translation>
    </message>
    <message>
        <source>Choose at least one reason for which goods are taken back.</source>
        <translation>Elija al menos un motivo por el que se reciben productos.</translation>
    </message>
    <message>
        <source>Choose marks: draw around them (or Alt-drag; Shift-drag for a box)</source>
        <translation>Elegir marcas: dibuje alrededor (o Alt y arrastrar; Shift y arrastrar para un recuadro)</translation>
    </message>
    <message>
        <source>Choose two different routes.</source>
        <translation>Elija dos rutas distintas.</translation>
    </message>
    <message>
        <source>Choose what comes back and why; the shop&apos;s policy then says whether it does.</source>
        <translation>Elija qué vuelve y por qué; entonces la política de la tienda dice si procede.</translation>
    </message>
    <message>
        <source>City</source>
        <translation>Ciudad</translation>
    </message>
    <message>
        <source>Clean goods for {name} travel with {dirt}, which is dirty</source>
        <translation>Productos limpios para {name} viajan con {dirt}, que está sucio</translation>
    </message>
    <message>
        <source>Cleaned, repaired or repacked, then sold as such</source>
        <translation>Limpiado, reparado o reembalado, y vendido como tal</translation>
    </message>
    <message>
        <source>Clear the search or choose To decide.</source>
        <translation>Borre la búsqueda o elija Por decidir.</translation>
    </message>
    <message>
        <source>Click for its cases</source>
        <translation>Clic para ver sus casos</translation>
    </message>
    <message>
        <source>Click for the cases</source>
        <translation>Clic para ver los casos</translation>
    </message>
    <message>
        <source>Click from place to place. Backspace takes one back, Esc ends.</source>
        <translation>Haga clic de lugar en lugar. Retroceso quita uno, Esc termina.</translation>
    </message>
    <message>
        <source>Click into a table or list first: its rows are copied.</source>
        <translation>Haga clic primero en una tabla o lista: se copian sus filas.</translation>
    </message>
    <message>
        <source>Clock of the depot</source>
        <translation>Reloj del depósito</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Cerrar (Esc)</translation>
    </message>
    <message>
        <source>Close Backhaul</source>
        <translation>Cerrar Backhaul</translation>
    </message>
    <message>
        <source>Close a route for changes</source>
        <translation>Cerrar una ruta a cambios</translation>
    </message>
    <message>
        <source>Close a street</source>
        <translation>Cerrar una calle</translation>
    </message>
    <message>
        <source>Close a street on the map</source>
        <translation>Cerrar una calle en el mapa</translation>
    </message>
    <message>
        <source>Close a street: point at it on the map</source>
        <translation>Cerrar una calle: señálela en el mapa</translation>
    </message>
    <message>
        <source>Close a stretch: draw it</source>
        <translation>Cerrar un tramo: dibujarlo</translation>
    </message>
    <message>
        <source>Close all that are whole</source>
        <translation>Cerrar todos los completos</translation>
    </message>
    <message>
        <source>Close it in the goods view.</source>
        <translation>Ciérrelo en la vista de productos.</translation>
    </message>
    <message>
        <source>Close it: the shop refuses</source>
        <translation>Cerrarlo: la tienda se niega</translation>
    </message>
    <message>
        <source>Close the count</source>
        <translation>Cerrar el conteo</translation>
    </message>
    <message>
        <source>Close the count of every van of which nothing is short or over</source>
        <translation>Cerrar el conteo de cada furgón sin faltas ni sobras</translation>
    </message>
    <message>
        <source>Close the day</source>
        <translation>Cerrar el día</translation>
    </message>
    <message>
        <source>Close the lot</source>
        <translation>Cerrar el lote</translation>
    </message>
    <message>
        <source>Close the street</source>
        <translation>Cerrar la calle</translation>
    </message>
    <message>
        <source>Close this street…</source>
        <translation>Cerrar esta calle…</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Cerrado</translation>
    </message>
    <message>
        <source>Closed</source>
        <comment>a street</comment>
        <translation>Cerrada</translation>
    </message>
    <message>
        <source>Closed by {actor} at {clock}</source>
        <translation>Cerrado por {actor} a las {clock}</translation>
    </message>
    <message>
        <source>Closed streets</source>
        <translation>Calles cerradas</translation>
    </message>
    <message>
        <source>Closed streets…</source>
        <translation>Calles cerradas…</translation>
    </message>
    <message>
        <source>Closed, still here</source>
        <translation>Cerrado, todavía aquí</translation>
    </message>
    <message>
        <source>Code for the hub&apos;s authority</source>
        <translation>Código para la autoridad del hub</translation>
    </message>
    <message>
        <source>Code for the phone&apos;s camera</source>
        <translation>Código para la cámara del teléfono</translation>
    </message>
    <message>
        <source>Code of the test for the phone’s camera</source>
        <translation>Código de la prueba para la cámara del teléfono</translation>
    </message>
    <message>
        <source>Collect</source>
        <translation>Retirar</translation>
    </message>
    <message>
        <source>Collect (G)</source>
        <translation>Retirar (G)</translation>
    </message>
    <message>
        <source>Collect any empties after</source>
        <translation>Retirar cualquier envase tras</translation>
    </message>
    <message>
        <source>Collect containers</source>
        <translation>Retirar envases</translation>
    </message>
    <message>
        <source>Collect empties from</source>
        <translation>Retirar envases desde</translation>
    </message>
    <message>
        <source>Collect now: detour up to</source>
        <translation>Retirar ahora: desvío de hasta</translation>
    </message>
    <message>
        <source>Collect return</source>
        <translation>Retirar devolución</translation>
    </message>
    <message>
        <source>Collect to deliver</source>
        <translation>Retirar para entregar</translation>
    </message>
    <message>
        <source>Collect what a van passes anyway: the first</source>
        <translation>Retirar lo que un furgón pasa igual: el primero</translation>
    </message>
    <message>
        <source>Collect what vans pass anyway: all</source>
        <translation>Retirar lo que los furgones pasan igual: todos</translation>
    </message>
    <message>
        <source>Collected</source>
        <translation>Retirado</translation>
    </message>
    <message>
        <source>Collection failed</source>
        <translation>Retiro fallido</translation>
    </message>
    <message>
        <source>Collection points</source>
        <translation>Puntos de retiro</translation>
    </message>
    <message>
        <source>Collection rounds</source>
        <translation>Rondas de retiro</translation>
    </message>
    <message>
        <source>Collection rounds that are due</source>
        <translation>Rondas de retiro que tocan</translation>
    </message>
    <message>
        <source>Collection rounds…  (Ctrl+Shift+M)</source>
        <translation>Rondas de retiro…  (Ctrl+Shift+M)</translation>
    </message>
    <message>
        <source>Colours of the window.</source>
        <translation>Colores de la ventana.</translation>
    </message>
    <message>
        <source>Column {letters}</source>
        <translation>Columna {letters}</translation>
    </message>
    <message>
        <source>Come on {day} {part}</source>
        <translation>Vengan el {day} {part}</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Comando</translation>
    </message>
    <message>
        <source>Command line</source>
        <translation>Línea de comandos</translation>
    </message>
    <message>
        <source>Compare the fingerprint with the one that the office gave you, and say so.</source>
        <translation>Compare la huella con la que le dio la oficina y confírmelo.</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>Comparando…</translation>
    </message>
    <message>
        <source>Connect a phone: {driver}</source>
        <translation>Conectar un teléfono: {driver}</translation>
    </message>
    <message>
        <source>Connect a phone…</source>
        <translation>Conectar un teléfono…</translation>
    </message>
    <message>
        <source>Connect to a hub</source>
        <translation>Conectarse a un hub</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Conectando</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Conectando…</translation>
    </message>
    <message>
        <source>Constraints that a plan breaks</source>
        <translation>Límites que incumple un plan</translation>
    </message>
    <message>
        <source>Contact the customer, then retry</source>
        <translation>Contactar al cliente y reintentar</translation>
    </message>
    <message>
        <source>Contact was tried</source>
        <translation>Se intentó contactar</translation>
    </message>
    <message>
        <source>Container places</source>
        <translation>Espacios de envases</translation>
    </message>
    <message>
        <source>Containers</source>
        <translation>Envases</translation>
    </message>
    <message>
        <source>Containers at customers</source>
        <translation>Envases en clientes</translation>
    </message>
    <message>
        <source>Containers by customer</source>
        <translation>Envases por cliente</translation>
    </message>
    <message>
        <source>Containers counted</source>
        <translation>Envases contados</translation>
    </message>
    <message>
        <source>Containers held</source>
        <translation>Envases que tiene</translation>
    </message>
    <message>
        <source>Containers nobody has planned</source>
        <translation>Envases sin planificar</translation>
    </message>
    <message>
        <source>Containers to collect</source>
        <translation>Envases por retirar</translation>
    </message>
    <message>
        <source>Containers, {empties} expected</source>
        <translation>Envases, {empties} esperados</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Copiado</translation>
    </message>
    <message>
        <source>Copied: {words}</source>
        <translation>Copiado: {words}</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Copiar como texto</translation>
    </message>
    <message>
        <source>Copy customer&apos;s link</source>
        <translation>Copiar enlace del cliente</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>Copiar enlace</translation>
    </message>
    <message>
        <source>Copy the customer&apos;s number</source>
        <translation>Copiar el número del cliente</translation>
    </message>
    <message>
        <source>Copy the link</source>
        <translation>Copiar el enlace</translation>
    </message>
    <message>
        <source>Copy the number</source>
        <translation>Copiar el número</translation>
    </message>
    <message>
        <source>Copy the number {phone}</source>
        <translation>Copiar el número {phone}</translation>
    </message>
    <message>
        <source>Copy the rows of the table as CSV</source>
        <translation>Copiar las filas de la tabla como CSV</translation>
    </message>
    <message>
        <source>Copy the rows of the table as text</source>
        <translation>Copiar las filas de la tabla como texto</translation>
    </message>
    <message>
        <source>Copy the test link</source>
        <translation>Copiar el enlace de prueba</translation>
    </message>
    <message>
        <source>Copy {phone}</source>
        <translation>Copiar {phone}</translation>
    </message>
    <message>
        <source>Correct the address, then retry</source>
        <translation>Corregir la dirección y reintentar</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Costo</translation>
    </message>
    <message>
        <source>Cost of a km</source>
        <translation>Costo por km</translation>
    </message>
    <message>
        <source>Cost of an hour</source>
        <translation>Costo por hora</translation>
    </message>
    <message>
        <source>Cost per return</source>
        <translation>Costo por devolución</translation>
    </message>
    <message>
        <source>Cost, refunds and recovery</source>
        <translation>Costo, reembolsos y recuperado</translation>
    </message>
    <message>
        <source>Could not be served</source>
        <translation>No se pudo atender</translation>
    </message>
    <message>
        <source>Count again</source>
        <translation>Contar otra vez</translation>
    </message>
    <message>
        <source>Counted</source>
        <translation>Contado</translation>
    </message>
    <message>
        <source>Counted from the order&apos;s day. 0: for ever.</source>
        <translation>Contado desde el día del pedido. 0: nunca.</translation>
    </message>
    <message>
        <source>Counted from when it is made.</source>
        <translation>Contado desde que se hace.</translation>
    </message>
    <message>
        <source>Counted vans brought what drivers said.</source>
        <translation>Los furgones contados trajeron lo que dijeron los conductores.</translation>
    </message>
    <message>
        <source>Counted {at}</source>
        <translation>Contado {at}</translation>
    </message>
    <message>
        <source>Counter closes</source>
        <translation>El mesón cierra</translation>
    </message>
    <message>
        <source>Counter opens</source>
        <translation>El mesón abre</translation>
    </message>
    <message>
        <source>Crates</source>
        <translation>Cajas</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>Crítico</translation>
    </message>
    <message>
        <source>Ctrl+P; or drop pictures here, or paste one (Ctrl+V)</source>
        <translation>Ctrl+P; o suelte imágenes aquí, o pegue una (Ctrl+V)</translation>
    </message>
    <message>
        <source>Ctrl+PgUp and Ctrl+PgDown turn the pages</source>
        <translation>Ctrl+RePág y Ctrl+AvPág pasan las páginas</translation>
    </message>
    <message>
        <source>Ctrl+click on names chooses several routes, Q finds each a better sequence</source>
        <translation>Ctrl+clic en los nombres elige varias rutas; Q busca para cada una una secuencia mejor</translation>
    </message>
    <message>
        <source>Ctrl+wheel zooms, Shift+wheel scrolls in time, arrows walk the stops, Alt+arrows move one</source>
        <translation>Ctrl+rueda acerca, Shift+rueda corre el tiempo, las flechas recorren paradas, Alt+flechas mueven una</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Cliente</translation>
    </message>
    <message>
        <source>Customer asked for later</source>
        <translation>El cliente pide más tarde</translation>
    </message>
    <message>
        <source>Customer has fetched it</source>
        <translation>El cliente lo retiró</translation>
    </message>
    <message>
        <source>Customer has it</source>
        <translation>Lo tiene el cliente</translation>
    </message>
    <message>
        <source>Customer number</source>
        <translation>Número de cliente</translation>
    </message>
    <message>
        <source>Customer says it never came</source>
        <translation>El cliente dice que no llegó</translation>
    </message>
    <message>
        <source>Customer says…</source>
        <translation>El cliente dice…</translation>
    </message>
    <message>
        <source>Customer service</source>
        <translation>Servicio al cliente</translation>
    </message>
    <message>
        <source>Customer service may refund up to</source>
        <translation>Servicio al cliente puede reembolsar hasta</translation>
    </message>
    <message>
        <source>Customer {customer} holds no containers, as far as is known.</source>
        <translation>Que se sepa, el cliente {customer} no tiene envases.</translation>
    </message>
    <message>
        <source>Customer&apos;s link</source>
        <translation>Enlace del cliente</translation>
    </message>
    <message>
        <source>Customer&apos;s name</source>
        <translation>Nombre del cliente</translation>
    </message>
    <message>
        <source>Customer, {at}: {choice_words}</source>
        <translation>Cliente, {at}: {choice_words}</translation>
    </message>
    <message>
        <source>Customers cannot choose another day: there is no part of the day to choose.</source>
        <translation>Los clientes no pueden elegir otro día: no hay parte del día que elegir.</translation>
    </message>
    <message>
        <source>Customers get more without asking than customer service may give; it may as much.</source>
        <translation>Los clientes reciben sin preguntar más de lo que servicio al cliente puede dar; puede dar lo mismo.</translation>
    </message>
    <message>
        <source>Customers’ choices</source>
        <translation>Opciones de clientes</translation>
    </message>
    <message>
        <source>Customer’s links</source>
        <translation>Enlaces del cliente</translation>
    </message>
    <message>
        <source>Cut-off</source>
        <translation>Hora límite</translation>
    </message>
    <message>
        <source>D square: delivery · R diamond ends: return · C round: containers</source>
        <translation>D cuadrado: entrega · R puntas: devolución · C círculo: envases</translation>
    </message>
    <message>
        <source>D · worthless</source>
        <translation>D · sin valor</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>Dañado</translation>
    </message>
    <message>
        <source>Damaged goods</source>
        <translation>Productos dañados</translation>
    </message>
    <message>
        <source>Damaged or incomplete, but worth something.</source>
        <translation>Dañado o incompleto, pero vale algo.</translation>
    </message>
    <message>
        <source>Damaged or wrong goods</source>
        <translation>Productos dañados o equivocados</translation>
    </message>
    <message>
        <source>Dark or light</source>
        <translation>Oscuro o claro</translation>
    </message>
    <message>
        <source>Dark or light colours</source>
        <translation>Colores oscuros o claros</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Día</translation>
    </message>
    <message>
        <source>Day of the visit</source>
        <translation>Día de la visita</translation>
    </message>
    <message>
        <source>Days before</source>
        <translation>Días anteriores</translation>
    </message>
    <message>
        <source>Days left out</source>
        <translation>Días que se saltan</translation>
    </message>
    <message>
        <source>Days of the report</source>
        <translation>Días del informe</translation>
    </message>
    <message>
        <source>Days that were planned on it need it when their hub starts again. Its extract stays where it is; adding it again brings the region back.</source>
        <translation>Los días planificados con ella la necesitan cuando su hub parte otra vez. Su extracto queda donde está; agregarlo otra vez recupera la región.</translation>
    </message>
    <message>
        <source>Decide within (min)</source>
        <translation>Decidir en (min)</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>Decididos</translation>
    </message>
    <message>
        <source>Decided</source>
        <comment>a column</comment>
        <translation>Decidido</translation>
    </message>
    <message>
        <source>Decided at {at} by {who}: {resolutions}</source>
        <translation>Decidido a las {at} por {who}: {resolutions}</translation>
    </message>
    <message>
        <source>Decided otherwise than suggested, with a reason</source>
        <translation>Se decidió distinto a lo sugerido, con un motivo</translation>
    </message>
    <message>
        <source>Decided, not yet agreed by the driver, the shop or a partner</source>
        <translation>Decidido; falta el acuerdo del conductor, la tienda o un socio</translation>
    </message>
    <message>
        <source>Decided, under way</source>
        <translation>Decididos, en curso</translation>
    </message>
    <message>
        <source>Decisions and their alternatives</source>
        <translation>Decisiones y sus alternativas</translation>
    </message>
    <message>
        <source>Deliver</source>
        <translation>Entregar</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Entregado</translation>
    </message>
    <message>
        <source>Delivered by the shop</source>
        <translation>Entregado según la tienda</translation>
    </message>
    <message>
        <source>Delivered to the wrong address</source>
        <translation>Entregado en otra dirección</translation>
    </message>
    <message>
        <source>Delivered {visits} times {metres} m {wind} of the pin: move the pin there? (Shift+L)</source>
        <translation>Entregado {visits} veces {metres} m {wind} del pin: ¿mover el pin ahí? (Shift+L)</translation>
    </message>
    <message>
        <source>Deliveries in containers are counted.</source>
        <translation>Se cuentan las entregas en envases.</translation>
    </message>
    <message>
        <source>Delivery</source>
        <translation>Entrega</translation>
    </message>
    <message>
        <source>Delivery failed</source>
        <translation>Entrega fallida</translation>
    </message>
    <message>
        <source>Delivery without a route</source>
        <translation>Entrega sin ruta</translation>
    </message>
    <message>
        <source>Deposit</source>
        <translation>Garantía</translation>
    </message>
    <message>
        <source>Deposit of a container</source>
        <translation>Garantía de un envase</translation>
    </message>
    <message>
        <source>Depot</source>
        <translation>Depósito</translation>
    </message>
    <message>
        <source>Depot {depot_name}</source>
        <translation>Depósito {depot_name}</translation>
    </message>
    <message>
        <source>Depots</source>
        <translation>Depósitos</translation>
    </message>
    <message>
        <source>Deputy</source>
        <translation>Suplente</translation>
    </message>
    <message>
        <source>Desk</source>
        <translation>Escritorio</translation>
    </message>
    <message>
        <source>Desk · {waiting}</source>
        <translation>Escritorio · {waiting}</translation>
    </message>
    <message>
        <source>Destroyed, so that nothing of it can be used again, by</source>
        <translation>Destruido, de modo que nada se pueda usar otra vez, por</translation>
    </message>
    <message>
        <source>Destroyed, with a certificate</source>
        <translation>Destruido, con certificado</translation>
    </message>
    <message>
        <source>Destruction certificate</source>
        <translation>Certificado de destrucción</translation>
    </message>
    <message>
        <source>Details of the case</source>
        <translation>Detalles del caso</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Diferencias</translation>
    </message>
    <message>
        <source>Dispatch (F6)</source>
        <translation>Despacho (F6)</translation>
    </message>
    <message>
        <source>Dispatcher</source>
        <translation>Despachador</translation>
    </message>
    <message>
        <source>Disposition</source>
        <translation>Destino</translation>
    </message>
    <message>
        <source>Dispositions</source>
        <translation>Destinos</translation>
    </message>
    <message>
        <source>Do it</source>
        <translation>Hacerlo</translation>
    </message>
    <message>
        <source>Does the phone show something else?</source>
        <translation>¿El teléfono muestra otra cosa?</translation>
    </message>
    <message>
        <source>Donate</source>
        <translation>Donar</translation>
    </message>
    <message>
        <source>Donation note</source>
        <translation>Guía de donación</translation>
    </message>
    <message>
        <source>Done</source>
        <comment>on the map</comment>
        <translation>Hecha</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Hechas</translation>
    </message>
    <message>
        <source>Done</source>
        <comment>an order</comment>
        <translation>Listo</translation>
    </message>
    <message>
        <source>Done</source>
        <comment>a button</comment>
        <translation>Listo</translation>
    </message>
    <message>
        <source>Done again</source>
        <translation>Hecho otra vez</translation>
    </message>
    <message>
        <source>Door</source>
        <translation>Puerta</translation>
    </message>
    <message>
        <source>Drag along the closed street from end to end, or click on one block. Esc ends.</source>
        <translation>Arrastre a lo largo de la calle cerrada, o haga clic en una cuadra. Esc termina.</translation>
    </message>
    <message>
        <source>Drag me</source>
        <translation>Arrástreme</translation>
    </message>
    <message>
        <source>Drag onto a route, a stop or a van</source>
        <translation>Arrastre a una ruta, una parada o un furgón</translation>
    </message>
    <message>
        <source>Drag onto another route: all its open stops</source>
        <translation>Arrastre a otra ruta: todas sus paradas abiertas</translation>
    </message>
    <message>
        <source>Drag panels by their titles. Ctrl+Shift+L fixes them again.</source>
        <translation>Arrastre los paneles por sus títulos. Ctrl+Shift+L los fija otra vez.</translation>
    </message>
    <message>
        <source>Draw a geofence</source>
        <translation>Dibujar una geocerca</translation>
    </message>
    <message>
        <source>Draw a geofence on the map</source>
        <translation>Dibujar una geocerca en el mapa</translation>
    </message>
    <message>
        <source>Draw a geofence…</source>
        <translation>Dibujar una geocerca…</translation>
    </message>
    <message>
        <source>Draw around a place: vans that come in or leave are told. Esc ends.</source>
        <translation>Dibuje alrededor de un lugar: se avisa qué furgones entran o salen. Esc termina.</translation>
    </message>
    <message>
        <source>Draw around an area, not along a line. Esc ends.</source>
        <translation>Dibuje alrededor de un área, no a lo largo de una línea. Esc termina.</translation>
    </message>
    <message>
        <source>Drawn</source>
        <translation>Dibujada</translation>
    </message>
    <message>
        <source>Drive as this driver…</source>
        <translation>Conducir como este conductor…</translation>
    </message>
    <message>
        <source>Driver</source>
        <translation>Conductor</translation>
    </message>
    <message>
        <source>Driver at the door: fail it</source>
        <translation>Conductor en la puerta: darlo por fallido</translation>
    </message>
    <message>
        <source>Driver at the door: try this</source>
        <translation>Conductor en la puerta: probar algo</translation>
    </message>
    <message>
        <source>Driver at the door: wait</source>
        <translation>Conductor en la puerta: esperar</translation>
    </message>
    <message>
        <source>Driver at the door: wait longer</source>
        <translation>Conductor en la puerta: esperar más</translation>
    </message>
    <message>
        <source>Driver number</source>
        <translation>Número de conductor</translation>
    </message>
    <message>
        <source>Driver unavailable</source>
        <translation>Conductor no disponible</translation>
    </message>
    <message>
        <source>Driver&apos;s name</source>
        <translation>Nombre del conductor</translation>
    </message>
    <message>
        <source>Driver: {driver}</source>
        <translation>Conductor: {driver}</translation>
    </message>
    <message>
        <source>Drivers</source>
        <translation>Conductores</translation>
    </message>
    <message>
        <source>Drivers and their vans</source>
        <translation>Conductores y sus furgones</translation>
    </message>
    <message>
        <source>Drivers and vans</source>
        <translation>Conductores y furgones</translation>
    </message>
    <message>
        <source>Drivers and vans…  (Ctrl+Shift+D)</source>
        <translation>Conductores y furgones…  (Ctrl+Shift+D)</translation>
    </message>
    <message>
        <source>Drivers at a door</source>
        <translation>Conductores en una puerta</translation>
    </message>
    <message>
        <source>Drivers call it with one touch from every screen. Empty: they are offered none.</source>
        <translation>Los conductores lo llaman con un toque desde cada pantalla. Vacío: no se les ofrece ninguno.</translation>
    </message>
    <message>
        <source>Drivers have given “{edit}” already. Offer it no more instead of taking it away. Nothing was changed.</source>
        <translation>Los conductores ya usaron «{edit}». Deje de ofrecerlo en vez de quitarlo. No se cambió nada.</translation>
    </message>
    <message>
        <source>Drivers know everything. Changes gather here before they are sent.</source>
        <translation>Los conductores saben todo. Aquí se juntan los cambios antes de enviarse.</translation>
    </message>
    <message>
        <source>Drivers live</source>
        <translation>Conductores en línea</translation>
    </message>
    <message>
        <source>Drivers on the road whose position is younger than two minutes.</source>
        <translation>Conductores en la calle cuya posición tiene menos de dos minutos.</translation>
    </message>
    <message>
        <source>Drivers who wrote</source>
        <translation>Conductores que escribieron</translation>
    </message>
    <message>
        <source>Driver’s page</source>
        <translation>Página del conductor</translation>
    </message>
    <message>
        <source>Drives</source>
        <translation>Conduce</translation>
    </message>
    <message>
        <source>Drop a file of orders here (Ctrl+I), then plan a day (Ctrl+D).</source>
        <translation>Suelte aquí un archivo de pedidos (Ctrl+I); luego planifique un día (Ctrl+D).</translation>
    </message>
    <message>
        <source>Drop it on a route, a stop or a driver.</source>
        <translation>Suéltelo en una ruta, una parada o un conductor.</translation>
    </message>
    <message>
        <source>Drop it on another route, one of its stops or its driver.</source>
        <translation>Suéltela sobre otra ruta, una de sus paradas o su conductor.</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Plazo</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Correo</translation>
    </message>
    <message>
        <source>Each lets you in once instead of a code of the app. They are shown this once:

</source>
        <translation>Cada uno sirve una vez en lugar de un código de la app. Se muestran solo ahora:

</translation>
    </message>
    <message>
        <source>Each order that the plan leaves in the queue gets its next best; one undo for all</source>
        <translation>Cada pedido que el plan deja en la cola recibe su siguiente mejor salida; todo se deshace de una vez</translation>
    </message>
    <message>
        <source>Each stop must be on exactly one route of the day.</source>
        <translation>Cada parada debe estar en una sola ruta del día.</translation>
    </message>
    <message>
        <source>Earlier (,)</source>
        <translation>Antes (,)</translation>
    </message>
    <message>
        <source>Earlier attempts</source>
        <translation>Intentos anteriores</translation>
    </message>
    <message>
        <source>Earlier days</source>
        <translation>Días anteriores</translation>
    </message>
    <message>
        <source>Emissions</source>
        <translation>Emisiones</translation>
    </message>
    <message>
        <source>Empty: what the rate of its kind says</source>
        <translation>Vacío: lo que diga la tasa de su tipo</translation>
    </message>
    <message>
        <source>Encrypted, with a certificate for everybody.</source>
        <translation>Cifrado, con un certificado para todos.</translation>
    </message>
    <message>
        <source>Encrypted. It is the hub that you know.</source>
        <translation>Cifrado. Es el hub que usted conoce.</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Fin</translation>
    </message>
    <message>
        <source>End the attempt now (F)</source>
        <translation>Terminar el intento ahora (F)</translation>
    </message>
    <message>
        <source>End the search and keep what was found</source>
        <translation>Terminar la búsqueda y quedarse con lo encontrado</translation>
    </message>
    <message>
        <source>End your break first.</source>
        <translation>Termine primero su pausa.</translation>
    </message>
    <message>
        <source>English</source>
        <translation>Inglés</translation>
    </message>
    <message>
        <source>Enter does it · Tab completes · Esc closes</source>
        <translation>Enter lo hace · Tab completa · Esc cierra</translation>
    </message>
    <message>
        <source>Enter it all the same</source>
        <translation>Ingresarla de todos modos</translation>
    </message>
    <message>
        <source>Enter keeps the note for your colleagues; N jumps here</source>
        <translation>Enter guarda la nota para sus colegas; N salta aquí</translation>
    </message>
    <message>
        <source>Enter looks for it on the routes too.</source>
        <translation>Enter también lo busca en las rutas.</translation>
    </message>
    <message>
        <source>Enter or double-click opens the case</source>
        <translation>Enter o doble clic abre el caso</translation>
    </message>
    <message>
        <source>Enter or the arrow unfolds them; Ctrl-click leaves single ones out.</source>
        <translation>Enter o la flecha los despliega; Ctrl y clic deja fuera los que se quiera.</translation>
    </message>
    <message>
        <source>Enter records it.</source>
        <translation>Enter lo registra.</translation>
    </message>
    <message>
        <source>Enter the exchange</source>
        <translation>Ingresar el cambio</translation>
    </message>
    <message>
        <source>Enter the return</source>
        <translation>Ingresar la devolución</translation>
    </message>
    <message>
        <source>Enter what the customer says on the telephone</source>
        <translation>Anotar lo que el cliente dice por teléfono</translation>
    </message>
    <message>
        <source>Enter, or a double click, undoes or does again until that change is the last one. Each step is a new change that everybody sees.</source>
        <translation>Enter, o doble clic, deshace o rehace hasta que ese cambio sea el último. Cada paso es un cambio nuevo que todos ven.</translation>
    </message>
    <message>
        <source>Entrance</source>
        <translation>Entrada</translation>
    </message>
    <message>
        <source>Entrance: {what}</source>
        <translation>Entrada: {what}</translation>
    </message>
    <message>
        <source>Entry {entry}, {field}: {first}. Nothing was changed.</source>
        <translation>Entrada {entry}, {field}: {first}. No se cambió nada.</translation>
    </message>
    <message>
        <source>Equipment</source>
        <translation>Equipamiento</translation>
    </message>
    <message>
        <source>Equipment needed</source>
        <translation>Equipo necesario</translation>
    </message>
    <message>
        <source>Equipment.</source>
        <translation>Equipamiento.</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Borrar</translation>
    </message>
    <message>
        <source>Erase a customer</source>
        <translation>Borrar un cliente</translation>
    </message>
    <message>
        <source>Erase for good</source>
        <translation>Borrar para siempre</translation>
    </message>
    <message>
        <source>Erase this customer…</source>
        <translation>Borrar este cliente…</translation>
    </message>
    <message>
        <source>Erase {name}?</source>
        <translation>¿Borrar a {name}?</translation>
    </message>
    <message>
        <source>Erase…</source>
        <translation>Borrar…</translation>
    </message>
    <message>
        <source>Esc takes them off the map</source>
        <translation>Esc los quita del mapa</translation>
    </message>
    <message>
        <source>Event {seq} has not happened at this depot.</source>
        <translation>El evento {seq} no ha ocurrido en este depósito.</translation>
    </message>
    <message>
        <source>Every depot</source>
        <translation>Todos los depósitos</translation>
    </message>
    <message>
        <source>Every driver knows everything already.</source>
        <translation>Todos los conductores ya saben todo.</translation>
    </message>
    <message>
        <source>Every driver who could take it has declined it</source>
        <translation>Todos los conductores que podrían tomarlo lo han rechazado</translation>
    </message>
    <message>
        <source>Every so many weeks</source>
        <translation>Cada cuántas semanas</translation>
    </message>
    <message>
        <source>Every van is counted. The day can be closed.</source>
        <translation>Todos los furgones están contados. El día se puede cerrar.</translation>
    </message>
    <message>
        <source>Every … weeks</source>
        <translation>Cada … semanas</translation>
    </message>
    <message>
        <source>Everyone who could help</source>
        <translation>Todos los que podrían ayudar</translation>
    </message>
    <message>
        <source>Everyone who could help now</source>
        <translation>Todos los que podrían ayudar ahora</translation>
    </message>
    <message>
        <source>Everything is there (Ctrl+Return)</source>
        <translation>Todo está (Ctrl+Return)</translation>
    </message>
    <message>
        <source>Everything that needs a decision now</source>
        <translation>Todo lo que necesita una decisión ahora</translation>
    </message>
    <message>
        <source>Everything to decide</source>
        <translation>Todo lo que hay que decidir</translation>
    </message>
    <message>
        <source>Everything up to today is decided.</source>
        <translation>Todo hasta hoy está decidido.</translation>
    </message>
    <message>
        <source>Excel workbook</source>
        <translation>Libro de Excel</translation>
    </message>
    <message>
        <source>Exception</source>
        <translation>Excepción</translation>
    </message>
    <message>
        <source>Exception by {actor} at {when}: “{why}” ({many}).</source>
        <translation>Excepción de {actor} a las {when}: «{why}» ({many}).</translation>
    </message>
    <message>
        <source>Exceptions from a shop&apos;s policy</source>
        <translation>Excepciones a la política de una tienda</translation>
    </message>
    <message>
        <source>Exchange</source>
        <comment>on the map</comment>
        <translation>Cambio</translation>
    </message>
    <message>
        <source>Exchange</source>
        <translation>Cambiar</translation>
    </message>
    <message>
        <source>Exchange</source>
        <comment>a kind</comment>
        <translation>Cambio</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Esperado</translation>
    </message>
    <message>
        <source>Explain it to the customer: close it, or make an exception</source>
        <translation>Explicarlo al cliente: cerrarlo o hacer una excepción</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
    <message>
        <source>Export the log for an audit</source>
        <translation>Exportar el registro para una auditoría</translation>
    </message>
    <message>
        <source>Export the log for an audit…</source>
        <translation>Exportar el registro para una auditoría…</translation>
    </message>
    <message>
        <source>F8 goes to each</source>
        <translation>F8 va a cada uno</translation>
    </message>
    <message>
        <source>Fail it</source>
        <translation>Fallido</translation>
    </message>
    <message>
        <source>Failed</source>
        <comment>on the map</comment>
        <translation>Fallida</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fallidos</translation>
    </message>
    <message>
        <source>Failed, to decide</source>
        <translation>Fallida, por decidir</translation>
    </message>
    <message>
        <source>Failure reasons</source>
        <translation>Motivos de falla</translation>
    </message>
    <message>
        <source>Failures</source>
        <translation>Fallas</translation>
    </message>
    <message>
        <source>Failures by driver</source>
        <translation>Fallas por conductor</translation>
    </message>
    <message>
        <source>Failures by hour</source>
        <translation>Fallas por hora</translation>
    </message>
    <message>
        <source>Failures by place</source>
        <translation>Fallas por lugar</translation>
    </message>
    <message>
        <source>Failures by place (Shift+F7)</source>
        <translation>Fallas por lugar (Shift+F7)</translation>
    </message>
    <message>
        <source>Failures by place are off the map.</source>
        <translation>Las fallas por lugar ya no están en el mapa.</translation>
    </message>
    <message>
        <source>Failures by place on the map</source>
        <translation>Fallas por lugar en el mapa</translation>
    </message>
    <message>
        <source>Failures by place, {period}</source>
        <translation>Fallos por lugar, {period}</translation>
    </message>
    <message>
        <source>Failures by reason</source>
        <translation>Fallas por motivo</translation>
    </message>
    <message>
        <source>Fee for the customer</source>
        <translation>Cargo al cliente</translation>
    </message>
    <message>
        <source>Fetch</source>
        <translation>Recoger</translation>
    </message>
    <message>
        <source>Fetch it from the collection point: return</source>
        <translation>Recogerlo del punto de retiro: devolver</translation>
    </message>
    <message>
        <source>Fetched at the counter at {at}</source>
        <translation>Retirado en el mesón a las {at}</translation>
    </message>
    <message>
        <source>Fetched by </source>
        <translation>Retirado por </translation>
    </message>
    <message>
        <source>Fetching it himself</source>
        <translation>Si lo retira él mismo</translation>
    </message>
    <message>
        <source>Figures of the day</source>
        <translation>Cifras del día</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>&amp;Tipo de archivo:</translation>
    </message>
    <message>
        <source>Filters that are kept</source>
        <translation>Filtros guardados</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Hallazgo</translation>
    </message>
    <message>
        <source>Find the address… (Ctrl+M)</source>
        <translation>Buscar la dirección… (Ctrl+M)</translation>
    </message>
    <message>
        <source>Finish stop {stop} first: it is under way.</source>
        <translation>Termine primero la parada {stop}: está en curso.</translation>
    </message>
    <message>
        <source>First attempt</source>
        <translation>Primer intento</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Primer día</translation>
    </message>
    <message>
        <source>First name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>First password</source>
        <translation>Primera contraseña</translation>
    </message>
    <message>
        <source>First what {server} knows, then the region&apos;s index.</source>
        <translation>Primero lo que conoce {server}, después el índice de la región.</translation>
    </message>
    <message>
        <source>First, once for each phone: scan this and install the certificate. Android: Settings, Security, Install a certificate, CA. iPhone: install the profile, then Settings, General, About, Certificate Trust. Before you trust it, compare its SHA-256 fingerprint with this one:</source>
        <translation>Primero, una vez por teléfono: escanee esto e instale el certificado. Android: Ajustes, Seguridad, Instalar un certificado, CA. iPhone: instale el perfil; luego Ajustes, General, Información, Confianza de certificados. Antes de confiar, compare su huella SHA-256 con esta:</translation>
    </message>
    <message>
        <source>Float, or put back</source>
        <translation>Soltar el panel o devolverlo</translation>
    </message>
    <message>
        <source>Flood or snow</source>
        <translation>Inundación o nieve</translation>
    </message>
    <message>
        <source>Following {n}. Esc, or moving the map, ends it.</source>
        <translation>Siguiendo a {n}. Esc, o mover el mapa, lo termina.</translation>
    </message>
    <message>
        <source>For</source>
        <comment>whom</comment>
        <translation>Por</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Para</translation>
    </message>
    <message>
        <source>For 1 hour</source>
        <translation>Por 1 hora</translation>
    </message>
    <message>
        <source>For 2 hours</source>
        <translation>Por 2 horas</translation>
    </message>
    <message>
        <source>For 4 hours</source>
        <translation>Por 4 horas</translation>
    </message>
    <message>
        <source>For a phone that is lost or handed on</source>
        <translation>Para un teléfono perdido o traspasado</translation>
    </message>
    <message>
        <source>For each day that a visit comes later than it could.</source>
        <translation>Por cada día que una visita llega más tarde de lo posible.</translation>
    </message>
    <message>
        <source>For each driver whose list changes, on top of its stops.</source>
        <translation>Por cada conductor cuya lista cambia, además de sus paradas.</translation>
    </message>
    <message>
        <source>For one phone, once, within ten minutes</source>
        <translation>Para un teléfono, una vez, dentro de diez minutos</translation>
    </message>
    <message>
        <source>For the</source>
        <translation>Por el</translation>
    </message>
    <message>
        <source>For {destination}</source>
        <translation>Para {destination}</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Olvidar</translation>
    </message>
    <message>
        <source>Found at the door: not {words}</source>
        <translation>Visto en la puerta: no {words}</translation>
    </message>
    <message>
        <source>Found at the {where}</source>
        <translation>Encontrado: {where}</translation>
    </message>
    <message>
        <source>Found goods</source>
        <translation>Productos encontrados</translation>
    </message>
    <message>
        <source>Found, to the depot</source>
        <translation>Hallado, al depósito</translation>
    </message>
    <message>
        <source>Four eyes</source>
        <translation>Cuatro ojos</translation>
    </message>
    <message>
        <source>Friday</source>
        <translation>viernes</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>From one day to another</source>
        <translation>De un día a otro</translation>
    </message>
    <message>
        <source>From the door</source>
        <translation>De la puerta</translation>
    </message>
    <message>
        <source>From the region&apos;s index: {server} knows nothing like it.</source>
        <translation>Del índice de la región: {server} no conoce nada parecido.</translation>
    </message>
    <message>
        <source>From the region&apos;s index: {server} may not be asked while you type.</source>
        <translation>Del índice de la región: a {server} no se le puede preguntar mientras escribe.</translation>
    </message>
    <message>
        <source>From the region&apos;s index: {trouble}.</source>
        <translation>Del índice de la región: {trouble}.</translation>
    </message>
    <message>
        <source>From the report to the goods in hand, the replacement in hand or the refund confirmed: half of the cases took less than the figure says, in full hours.</source>
        <translation>Desde el aviso hasta los productos, la reposición o el reembolso confirmado: la mitad de los casos tomó menos de lo que dice la cifra, en horas completas.</translation>
    </message>
    <message>
        <source>From then on nothing is sent.</source>
        <translation>Desde entonces no se envía nada.</translation>
    </message>
    <message>
        <source>From where that proxy connects; X-Forwarded-For is believed from there only.</source>
        <translation>Desde dónde se conecta ese proxy; solo de ahí se cree X-Forwarded-For.</translation>
    </message>
    <message>
        <source>From {depot_name}, {address}</source>
        <translation>De {depot_name}, {address}</translation>
    </message>
    <message>
        <source>From {file_name}</source>
        <translation>De {file_name}</translation>
    </message>
    <message>
        <source>GPX, for navigation…</source>
        <translation>GPX, para navegación…</translation>
    </message>
    <message>
        <source>Gate code</source>
        <translation>Código del portón</translation>
    </message>
    <message>
        <source>Gate code {what}</source>
        <translation>Código del portón {what}</translation>
    </message>
    <message>
        <source>GeoJSON, for maps…</source>
        <translation>GeoJSON, para mapas…</translation>
    </message>
    <message>
        <source>Geofence drawn on the map</source>
        <translation>Geocerca dibujada en el mapa</translation>
    </message>
    <message>
        <source>Geofence {name}</source>
        <translation>Geocerca {name}</translation>
    </message>
    <message>
        <source>Geofence {name} is removed</source>
        <translation>La geocerca {name} está quitada</translation>
    </message>
    <message>
        <source>Geofence {name} is watched</source>
        <translation>La geocerca {name} está vigilada</translation>
    </message>
    <message>
        <source>Geofences</source>
        <translation>Geocercas</translation>
    </message>
    <message>
        <source>Geofences…</source>
        <translation>Geocercas…</translation>
    </message>
    <message>
        <source>Get the code, then retry</source>
        <translation>Conseguir el código y reintentar</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>Póngale un nombre.</translation>
    </message>
    <message>
        <source>Give the depot a name.</source>
        <translation>Póngale un nombre al depósito.</translation>
    </message>
    <message>
        <source>Give up</source>
        <translation>Abandonar</translation>
    </message>
    <message>
        <source>Given to a charity, with a confirmation for the books</source>
        <translation>Donado a beneficencia, con comprobante contable</translation>
    </message>
    <message>
        <source>Given up; nothing was saved.</source>
        <translation>Abandonado; no se guardó nada.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Go on with it</source>
        <translation>Seguir con él</translation>
    </message>
    <message>
        <source>Go on with the next stop</source>
        <translation>Siga con la próxima parada</translation>
    </message>
    <message>
        <source>Go to now</source>
        <translation>Ir a ahora</translation>
    </message>
    <message>
        <source>Goods</source>
        <translation>Productos</translation>
    </message>
    <message>
        <source>Goods</source>
        <comment>the view</comment>
        <translation>Bodega</translation>
    </message>
    <message>
        <source>Goods are not as the shop demands</source>
        <translation>No cumple lo que exige la tienda</translation>
    </message>
    <message>
        <source>Goods are taken back within up to {MOST_DAYS} days.</source>
        <translation>Los productos se reciben hasta {MOST_DAYS} días después.</translation>
    </message>
    <message>
        <source>Goods are “{edit}” already. Offer it no more instead of taking it away. Nothing was changed.</source>
        <translation>Ya hay productos con «{edit}». Deje de ofrecerlo en vez de quitarlo. No se cambió nada.</translation>
    </message>
    <message>
        <source>Goods given up or sent a second time. 0: never.</source>
        <translation>Productos que se dan por perdidos o se envían otra vez. 0: nunca.</translation>
    </message>
    <message>
        <source>Goods must be</source>
        <translation>Los productos deben estar</translation>
    </message>
    <message>
        <source>Goods of order {order} are missing; find them or refund it.</source>
        <translation>Faltan productos del pedido {order}; encuéntrelos o reembólselo.</translation>
    </message>
    <message>
        <source>Goods of order {order} were disposed of and cannot be sent again.</source>
        <translation>Productos del pedido {order} se eliminaron y no se pueden enviar otra vez.</translation>
    </message>
    <message>
        <source>Goods of order {order} were inspected. Undo the inspection first.</source>
        <translation>Productos del pedido {order} se inspeccionaron. Deshaga primero la inspección.</translation>
    </message>
    <message>
        <source>Goods sent back</source>
        <translation>Productos devueltos</translation>
    </message>
    <message>
        <source>Goods taken</source>
        <translation>Productos retirados</translation>
    </message>
    <message>
        <source>Goods that a customer sends back</source>
        <translation>Productos que devuelve un cliente</translation>
    </message>
    <message>
        <source>Goods that go back to the vendor</source>
        <translation>Productos que vuelven al proveedor</translation>
    </message>
    <message>
        <source>Goods that never reached the customer</source>
        <translation>Productos que nunca llegaron al cliente</translation>
    </message>
    <message>
        <source>Goods wait to be fetched for</source>
        <translation>Los productos esperan retiro durante</translation>
    </message>
    <message>
        <source>Goods worth {amount} are {how}, over {limit}</source>
        <translation>Productos por {amount}: {how}, sobre {limit}</translation>
    </message>
    <message>
        <source>Goods worth {money}. Untick what is an exception.</source>
        <translation>Productos por {money}. Desmarque lo que sea excepción.</translation>
    </message>
    <message>
        <source>Goods would bring</source>
        <translation>Los productos rendirían</translation>
    </message>
    <message>
        <source>Goods would bring, −{daily} a day</source>
        <translation>Los productos darían, −{daily} al día</translation>
    </message>
    <message>
        <source>Goods {number}</source>
        <translation>Productos {number}</translation>
    </message>
    <message>
        <source>Goods · {van} to count</source>
        <translation>Bodega · {van} por contar</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>Grado</translation>
    </message>
    <message>
        <source>Grade A suggests</source>
        <translation>El grado A sugiere</translation>
    </message>
    <message>
        <source>Grade B suggests</source>
        <translation>El grado B sugiere</translation>
    </message>
    <message>
        <source>Grade C suggests</source>
        <translation>El grado C sugiere</translation>
    </message>
    <message>
        <source>Grade D suggests</source>
        <translation>El grado D sugiere</translation>
    </message>
    <message>
        <source>Grade {grades}</source>
        <translation>Grado {grades}</translation>
    </message>
    <message>
        <source>Grade {grade} suggests “{entry}”, so that has to be offered.</source>
        <translation>El grado {grade} sugiere «{entry}», así que debe ofrecerse.</translation>
    </message>
    <message>
        <source>Grade {grade} suggests “{words}”. Say why it is another one.</source>
        <translation>El grado {grade} sugiere «{words}». Diga por qué es otro.</translation>
    </message>
    <message>
        <source>Green gate, second bell</source>
        <translation>Portón verde, segundo timbre</translation>
    </message>
    <message>
        <source>Hand on</source>
        <translation>Pasar a otro</translation>
    </message>
    <message>
        <source>Hand on…</source>
        <translation>Pasar a otro…</translation>
    </message>
    <message>
        <source>Hand over to {other_driver}</source>
        <translation>Traspasar a {other_driver}</translation>
    </message>
    <message>
        <source>Hand the shift over</source>
        <translation>Entregar el turno</translation>
    </message>
    <message>
        <source>Hand-over</source>
        <translation>Traspaso</translation>
    </message>
    <message>
        <source>Hand-over note</source>
        <translation>Nota de entrega de turno</translation>
    </message>
    <message>
        <source>Hand-over note (PDF)…</source>
        <translation>Nota de entrega de turno (PDF)…</translation>
    </message>
    <message>
        <source>Hand-over note {day_words}</source>
        <translation>Nota de entrega de turno {day_words}</translation>
    </message>
    <message>
        <source>Handed over by</source>
        <translation>Entregado por</translation>
    </message>
    <message>
        <source>Handed over from van to van: {orders}</source>
        <translation>Pasan de un furgón a otro: {orders}</translation>
    </message>
    <message>
        <source>Handling at the depot</source>
        <translation>Manejo en el depósito</translation>
    </message>
    <message>
        <source>Has</source>
        <translation>Tiene</translation>
    </message>
    <message>
        <source>Has lot {lot_number} left?</source>
        <translation>¿Salió el lote {lot_number}?</translation>
    </message>
    <message>
        <source>Hatched: break or after the shift · dotted: waiting for a window</source>
        <translation>Achurado: pausa o fuera de turno · punteado: espera una ventana</translation>
    </message>
    <message>
        <source>Held no more since {until}: {day}, {window}. Choose it again</source>
        <translation>Ya no está reservado desde {until}: {day}, {window}. Elíjalo otra vez</translation>
    </message>
    <message>
        <source>Held until {until} by {actor}: {day}, {window}</source>
        <translation>Reservado hasta {until} por {actor}: {day}, {window}</translation>
    </message>
    <message>
        <source>Hold the area</source>
        <translation>Suspender la zona</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>Tiene</translation>
    </message>
    <message>
        <source>Hours at doors</source>
        <translation>Horas en puertas</translation>
    </message>
    <message>
        <source>Hours of shifts</source>
        <translation>Horas de turnos</translation>
    </message>
    <message>
        <source>Hours of {point_name}</source>
        <translation>Horario de {point_name}</translation>
    </message>
    <message>
        <source>Hours, as customers read them</source>
        <translation>Horario, como lo leen los clientes</translation>
    </message>
    <message>
        <source>House number</source>
        <translation>Número de casa</translation>
    </message>
    <message>
        <source>How</source>
        <translation>Cómo</translation>
    </message>
    <message>
        <source>How far it is</source>
        <translation>Cuánto lleva</translation>
    </message>
    <message>
        <source>How long will it take?</source>
        <translation>¿Cuánto demora?</translation>
    </message>
    <message>
        <source>How many of {words} come back</source>
        <translation>Cuántos de {words} vuelven</translation>
    </message>
    <message>
        <source>How much of order {order_id} does the shop refund?</source>
        <translation>¿Cuánto del pedido {order_id} reembolsa la tienda?</translation>
    </message>
    <message>
        <source>How soon it could be at the chosen order&apos;s place.</source>
        <translation>Qué tan pronto podría estar en el lugar del pedido elegido.</translation>
    </message>
    <message>
        <source>However few they are. 0: never by age.</source>
        <translation>Por pocos que sean. 0: nunca por antigüedad.</translation>
    </message>
    <message>
        <source>I am home now</source>
        <translation>Ya estoy en casa</translation>
    </message>
    <message>
        <source>I am running late</source>
        <translation>Voy atrasado</translation>
    </message>
    <message>
        <source>I have it</source>
        <translation>Yo lo tengo</translation>
    </message>
    <message>
        <source>I have kept them</source>
        <translation>Los guardé</translation>
    </message>
    <message>
        <source>I have them</source>
        <translation>Yo los tengo</translation>
    </message>
    <message>
        <source>I have this case</source>
        <translation>Yo tengo este caso</translation>
    </message>
    <message>
        <source>I pick it up at {name}</source>
        <translation>lo retiro en {name}</translation>
    </message>
    <message>
        <source>I stand in traffic</source>
        <translation>Estoy en un taco</translation>
    </message>
    <message>
        <source>I want a replacement</source>
        <translation>Quiero una reposición</translation>
    </message>
    <message>
        <source>I want my money back</source>
        <translation>Quiero mi dinero de vuelta</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importar</translation>
    </message>
    <message>
        <source>Import a list</source>
        <translation>Importar una lista</translation>
    </message>
    <message>
        <source>Import a list…</source>
        <translation>Importar una lista…</translation>
    </message>
    <message>
        <source>Import a plan</source>
        <translation>Importar un plan</translation>
    </message>
    <message>
        <source>Import a plan (VROOM JSON)…</source>
        <translation>Importar un plan (VROOM JSON)…</translation>
    </message>
    <message>
        <source>Import a plan from a VROOM file</source>
        <translation>Importar un plan de un archivo VROOM</translation>
    </message>
    <message>
        <source>Import orders</source>
        <translation>Importar pedidos</translation>
    </message>
    <message>
        <source>Import orders (Ctrl+I), plan a day (Ctrl+D), routes as files</source>
        <translation>Importar pedidos (Ctrl+I), planificar un día (Ctrl+D), rutas como archivos</translation>
    </message>
    <message>
        <source>Import orders…  (Ctrl+I)</source>
        <translation>Importar pedidos…  (Ctrl+I)</translation>
    </message>
    <message>
        <source>Import {todo} {one}</source>
        <translation>Importar {todo} {one}</translation>
    </message>
    <message>
        <source>In 8 of 10 cases a visit begins: {ranges} around its ETA.</source>
        <translation>En 8 de 10 casos una visita empieza: {ranges} respecto de su hora prevista.</translation>
    </message>
    <message>
        <source>In lot {lot_number}, which is closed</source>
        <translation>En el lote {lot_number}, que está cerrado</translation>
    </message>
    <message>
        <source>In the lot</source>
        <translation>En el lote</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>En uso</translation>
    </message>
    <message>
        <source>Inside now</source>
        <translation>Dentro ahora</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translation>Inspeccionar</translation>
    </message>
    <message>
        <source>Inspect again</source>
        <translation>Inspeccionar otra vez</translation>
    </message>
    <message>
        <source>Inspected</source>
        <translation>Inspeccionado</translation>
    </message>
    <message>
        <source>Inspected by {actor} at {clock}</source>
        <translation>Inspeccionado por {actor} a las {clock}</translation>
    </message>
    <message>
        <source>Inspection {number}</source>
        <translation>Inspección {number}</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Detalle</translation>
    </message>
    <message>
        <source>Instead of money</source>
        <translation>En vez de dinero</translation>
    </message>
    <message>
        <source>Is everything all right?</source>
        <translation>¿Todo bien?</translation>
    </message>
    <message>
        <source>Is home now</source>
        <translation>Ya está en casa</translation>
    </message>
    <message>
        <source>Is lot {lot_number} put away?</source>
        <translation>¿Está guardado el lote {lot_number}?</translation>
    </message>
    <message>
        <source>Is what lies on the shelf the missing line {item_id}?</source>
        <translation>¿Lo que está en el estante es la línea perdida {item_id}?</translation>
    </message>
    <message>
        <source>Is {how} order {new} on {day}</source>
        <translation>Está {how} el pedido {new} el {day}</translation>
    </message>
    <message>
        <source>It answered 410: nobody wants these notices there any more.</source>
        <translation>Respondió 410: ahí ya nadie quiere estos avisos.</translation>
    </message>
    <message>
        <source>It answered {status}.</source>
        <translation>Respondió {status}.</translation>
    </message>
    <message>
        <source>It cannot be reached: {what}.</source>
        <translation>No se alcanza: {what}.</translation>
    </message>
    <message>
        <source>It could not be read: {words}</source>
        <translation>No se pudo leer: {words}</translation>
    </message>
    <message>
        <source>It could not be sent in time.</source>
        <translation>No se pudo enviar a tiempo.</translation>
    </message>
    <message>
        <source>It ends before it starts.</source>
        <translation>Termina antes de empezar.</translation>
    </message>
    <message>
        <source>It goes on</source>
        <translation>Sigue su ruta</translation>
    </message>
    <message>
        <source>It has left…</source>
        <translation>Salió…</translation>
    </message>
    <message>
        <source>It has none that you may work at.</source>
        <translation>No tiene ninguno en que pueda trabajar.</translation>
    </message>
    <message>
        <source>It has: {names}.</source>
        <translation>Tiene: {names}.</translation>
    </message>
    <message>
        <source>It is in stock then.</source>
        <translation>Entonces está en stock.</translation>
    </message>
    <message>
        <source>It is made every 1 to {most_weeks} weeks.</source>
        <translation>Se hace cada 1 a {most_weeks} semanas.</translation>
    </message>
    <message>
        <source>It is not to be fetched at the counter any more.</source>
        <translation>Ya no hay que retirarlo en el mesón.</translation>
    </message>
    <message>
        <source>It is over {money}: {who} agrees before the shop is told.</source>
        <translation>Supera {money}: {who} acuerda antes de avisar a la tienda.</translation>
    </message>
    <message>
        <source>It leaves the shelf, and the search for it ends.</source>
        <translation>Sale del estante y termina su búsqueda.</translation>
    </message>
    <message>
        <source>It leaves {routes_name}.</source>
        <translation>Sale de {routes_name}.</translation>
    </message>
    <message>
        <source>It lies at…</source>
        <translation>Está en…</translation>
    </message>
    <message>
        <source>It stands</source>
        <translation>Queda así</translation>
    </message>
    <message>
        <source>It stays in its place on {name}, which is timed anew</source>
        <translation>Queda en su lugar en {name}, que se calcula de nuevo</translation>
    </message>
    <message>
        <source>It takes about {time}, {size} of disk and {size_2} of memory.</source>
        <translation>Toma cerca de {time}, {size} de disco y {size_2} de memoria.</translation>
    </message>
    <message>
        <source>It took nothing for {days} days; last: {delivery}</source>
        <translation>No recibió nada en {days} días; lo último: {delivery}</translation>
    </message>
    <message>
        <source>It will be made no more once you save; it stays in the list.</source>
        <translation>Al guardar dejará de hacerse; se queda en la lista.</translation>
    </message>
    <message>
        <source>It would fit {ways}.</source>
        <translation>Cabría {ways}.</translation>
    </message>
    <message>
        <source>Item missing</source>
        <translation>Falta un artículo</translation>
    </message>
    <message>
        <source>Its certificate is not accepted.</source>
        <translation>No se acepta su certificado.</translation>
    </message>
    <message>
        <source>Its goods are in the van of {stranded}, which cannot go on</source>
        <translation>Sus productos están en el furgón de {stranded}, que no puede seguir</translation>
    </message>
    <message>
        <source>Its goods are not at the depot</source>
        <translation>Sus productos no están en el depósito</translation>
    </message>
    <message>
        <source>Its goods back to the depot</source>
        <translation>Sus productos de vuelta al depósito</translation>
    </message>
    <message>
        <source>Its name leads nowhere.</source>
        <translation>Su nombre no lleva a ninguna parte.</translation>
    </message>
    <message>
        <source>Its pin is a guess ({note})</source>
        <translation>Su pin es una suposición ({note})</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Keep (Esc)</source>
        <translation>Dejar (Esc)</translation>
    </message>
    <message>
        <source>Keep a driver in the middle of the map</source>
        <translation>Mantener un conductor al centro del mapa</translation>
    </message>
    <message>
        <source>Keep customers for</source>
        <translation>Guardar clientes durante</translation>
    </message>
    <message>
        <source>Keep it for this door (Alt+K)</source>
        <translation>Guardarlo para esta puerta (Alt+K)</translation>
    </message>
    <message>
        <source>Keep messages to customers for</source>
        <translation>Guardar mensajes a clientes durante</translation>
    </message>
    <message>
        <source>Keep mine (Esc)</source>
        <translation>Dejar el mío (Esc)</translation>
    </message>
    <message>
        <source>Keep my sequence</source>
        <translation>Dejar mi orden</translation>
    </message>
    <message>
        <source>Keep photos and signatures for</source>
        <translation>Guardar fotos y firmas durante</translation>
    </message>
    <message>
        <source>Keep these codes where you find them without your telephone.</source>
        <translation>Guarde estos códigos donde los encuentre sin su teléfono.</translation>
    </message>
    <message>
        <source>Keep this filter</source>
        <translation>Guardar este filtro</translation>
    </message>
    <message>
        <source>Keep this for {address}? It applies to {count} there too.</source>
        <translation>¿Guardar esto para {address}? Vale también para {count} ahí.</translation>
    </message>
    <message>
        <source>Keep this layout</source>
        <translation>Guardar esta disposición</translation>
    </message>
    <message>
        <source>Keep this layout as…</source>
        <translation>Guardar esta disposición como…</translation>
    </message>
    <message>
        <source>Keep this layout of the window</source>
        <translation>Guardar esta disposición de la ventana</translation>
    </message>
    <message>
        <source>Keep what is shown as a filter…</source>
        <translation>Guardar lo que se ve como filtro…</translation>
    </message>
    <message>
        <source>Keep where vans were for</source>
        <translation>Guardar dónde estuvieron los furgones durante</translation>
    </message>
    <message>
        <source>Keeps the other van waiting {late} at the hand-over of {visit} (due {due}, begins {at})</source>
        <translation>Hace esperar {late} al otro furgón en el traspaso de {visit} (a las {due}, empieza {at})</translation>
    </message>
    <message>
        <source>Keeps two shops apart that count alike, as CN-</source>
        <translation>Distingue dos tiendas que numeran igual, como CN-</translation>
    </message>
    <message>
        <source>Keeps what drivers know, if it can; new orders are put in.</source>
        <translation>Mantiene lo que los conductores saben, si puede; agrega pedidos nuevos.</translation>
    </message>
    <message>
        <source>Kept apart until somebody decides: recalls, leaks, doubts</source>
        <translation>Aparte hasta que alguien decida: retiros del mercado, fugas, dudas</translation>
    </message>
    <message>
        <source>Kept for {address}</source>
        <translation>Guardado para {address}</translation>
    </message>
    <message>
        <source>Kept for {order_id}: {words}</source>
        <translation>Guardado para {order_id}: {words}</translation>
    </message>
    <message>
        <source>Kept in {file}; the environment (BACKHAUL_NAME) counts more.</source>
        <translation>Guardado en {file}; el entorno (BACKHAUL_NAME) vale más.</translation>
    </message>
    <message>
        <source>Kept.</source>
        <translation>Guardado.</translation>
    </message>
    <message>
        <source>Kept. From the next start on: {names}.</source>
        <translation>Guardado. Desde el próximo inicio: {names}.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Kind (containers, return)</source>
        <translation>Tipo (envases, devolución)</translation>
    </message>
    <message>
        <source>Kind (delivery, return…)</source>
        <translation>Tipo (entrega, devolución…)</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Large change</source>
        <translation>Cambio grande</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Último día</translation>
    </message>
    <message>
        <source>Last name</source>
        <translation>Apellido</translation>
    </message>
    <message>
        <source>Last with</source>
        <translation>Último con</translation>
    </message>
    <message>
        <source>Late</source>
        <translation>Tarde</translation>
    </message>
    <message>
        <source>Late by {duration}</source>
        <translation>{duration} tarde</translation>
    </message>
    <message>
        <source>Later (.)</source>
        <translation>Después (.)</translation>
    </message>
    <message>
        <source>Latitude</source>
        <translation>Latitud</translation>
    </message>
    <message>
        <source>Latitude and longitude are swapped all over the list.</source>
        <translation>La latitud y la longitud están cambiadas en toda la lista.</translation>
    </message>
    <message>
        <source>Layouts</source>
        <translation>Disposiciones</translation>
    </message>
    <message>
        <source>Learned from {legs} driven legs: so much longer than on empty roads. An hour with few legs is mostly as its weekday and its hour of the day are.</source>
        <translation>Aprendido de {legs} tramos recorridos: tanto más que con calles vacías. Una hora con pocos tramos es más bien como su día de la semana y su hora del día.</translation>
    </message>
    <message>
        <source>Learned travel times</source>
        <translation>Tiempos de viaje aprendidos</translation>
    </message>
    <message>
        <source>Learned travel times and ETAs</source>
        <translation>Tiempos de viaje y horas previstas aprendidos</translation>
    </message>
    <message>
        <source>Least change</source>
        <translation>Menos cambios</translation>
    </message>
    <message>
        <source>Leave it open</source>
        <translation>Dejarlo abierto</translation>
    </message>
    <message>
        <source>Leave it to the simulation again</source>
        <translation>Dejarla otra vez a la simulación</translation>
    </message>
    <message>
        <source>Leave one reason for a stop to {kind}.</source>
        <translation>Deje un motivo para una parada de {kind}.</translation>
    </message>
    <message>
        <source>Leaves by itself in {left} s</source>
        <translation>Sale solo en {left} s</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Resta</translation>
    </message>
    <message>
        <source>Left in the queue: {left}</source>
        <translation>Quedan en la cola: {left}</translation>
    </message>
    <message>
        <source>Left open</source>
        <translation>Queda abierto</translation>
    </message>
    <message>
        <source>Left over from earlier days</source>
        <translation>De días anteriores</translation>
    </message>
    <message>
        <source>Left {clock}</source>
        <translation>Salió {clock}</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>Leyenda</translation>
    </message>
    <message>
        <source>Legend and layers</source>
        <translation>Leyenda y capas</translation>
    </message>
    <message>
        <source>Let it move</source>
        <translation>Soltar</translation>
    </message>
    <message>
        <source>Let it wait</source>
        <translation>Dejar en espera</translation>
    </message>
    <message>
        <source>Let it wait…</source>
        <translation>Dejar en espera…</translation>
    </message>
    <message>
        <source>Let no van drive through a street</source>
        <translation>Que ningún furgón pase por una calle</translation>
    </message>
    <message>
        <source>Let somebody else take this seat</source>
        <translation>Que otra persona tome este puesto</translation>
    </message>
    <message>
        <source>Let them wait</source>
        <translation>Dejarlos en espera</translation>
    </message>
    <message>
        <source>Let {many} move</source>
        <translation>Soltar {many}</translation>
    </message>
    <message>
        <source>Letting a customer down again</source>
        <translation>Fallarle otra vez a un cliente</translation>
    </message>
    <message>
        <source>Letting the customer down again</source>
        <translation>Fallarle otra vez al cliente</translation>
    </message>
    <message>
        <source>Lies at {point_words}</source>
        <translation>Está en {point_words}</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Límites</translation>
    </message>
    <message>
        <source>Limits…</source>
        <translation>Límites…</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Línea</translation>
    </message>
    <message>
        <source>Link to a moment</source>
        <translation>Enlace a un momento</translation>
    </message>
    <message>
        <source>Liquidate</source>
        <translation>Liquidar</translation>
    </message>
    <message>
        <source>List of alerts</source>
        <translation>Lista de alertas</translation>
    </message>
    <message>
        <source>List of changes: undo and redo</source>
        <translation>Lista de cambios: deshacer y rehacer</translation>
    </message>
    <message>
        <source>Litres</source>
        <translation>Litros</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>En línea</translation>
    </message>
    <message>
        <source>Load volume, l</source>
        <translation>Volumen de carga, l</translation>
    </message>
    <message>
        <source>Loaded</source>
        <translation>Cargado</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Bloquear</translation>
    </message>
    <message>
        <source>Lock in place</source>
        <translation>Fijar en su lugar</translation>
    </message>
    <message>
        <source>Lock {many} in place</source>
        <translation>Fijar {many} en su lugar</translation>
    </message>
    <message>
        <source>Locked by {actor}</source>
        <translation>Bloqueada por {actor}</translation>
    </message>
    <message>
        <source>Locked: keeps its place</source>
        <translation>Bloqueada: mantiene su lugar</translation>
    </message>
    <message>
        <source>Longitude</source>
        <translation>Longitud</translation>
    </message>
    <message>
        <source>Look after {actor}</source>
        <translation>Vigilar {actor}</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Ver otra vez</translation>
    </message>
    <message>
        <source>Look again for the day as it is now</source>
        <translation>Buscar de nuevo para el día como está ahora</translation>
    </message>
    <message>
        <source>Look at an order or a route</source>
        <translation>Ver un pedido o una ruta</translation>
    </message>
    <message>
        <source>Look at {what} again tomorrow, not on the day of the decision.</source>
        <translation>Vuelva a revisar {what} mañana, no el mismo día de la decisión.</translation>
    </message>
    <message>
        <source>Look for a better sequence of a route</source>
        <translation>Buscar un orden mejor para una ruta</translation>
    </message>
    <message>
        <source>Looked at</source>
        <translation>Visto</translation>
    </message>
    <message>
        <source>Looked at (L)</source>
        <translation>Visto (L)</translation>
    </message>
    <message>
        <source>Looked at again</source>
        <translation>Visto otra vez</translation>
    </message>
    <message>
        <source>Looking for the hub…</source>
        <translation>Buscando el hub…</translation>
    </message>
    <message>
        <source>Looking it up…</source>
        <translation>Buscándola…</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Perdido</translation>
    </message>
    <message>
        <source>Lost and found</source>
        <translation>Objetos hallados</translation>
    </message>
    <message>
        <source>Lost in a week of waiting</source>
        <translation>Lo que se pierde por semana de espera</translation>
    </message>
    <message>
        <source>Lot</source>
        <translation>Lote</translation>
    </message>
    <message>
        <source>Lot {lot_number}</source>
        <translation>Lote {lot_number}</translation>
    </message>
    <message>
        <source>Lot {lot_number} is on its way</source>
        <translation>El lote {lot_number} va en camino</translation>
    </message>
    <message>
        <source>Lot {lot_number} · {words}</source>
        <translation>Lote {lot_number} · {words}</translation>
    </message>
    <message>
        <source>Lot {lot} is empty; there is nothing to close.</source>
        <translation>El lote {lot} está vacío; no hay nada que cerrar.</translation>
    </message>
    <message>
        <source>Lot {lot} is open.</source>
        <translation>El lote {lot} está abierto.</translation>
    </message>
    <message>
        <source>Lot {lot} is open. Close it first, for its papers.</source>
        <translation>El lote {lot} está abierto. Ciérrelo primero, por sus papeles.</translation>
    </message>
    <message>
        <source>Lot {lot} left at {when}.</source>
        <translation>El lote {lot} salió a las {when}.</translation>
    </message>
    <message>
        <source>Lot {lot} was closed by {closed_by} at {when}.</source>
        <translation>{closed_by} cerró el lote {lot} a las {when}.</translation>
    </message>
    <message>
        <source>Lot {number} is closed</source>
        <translation>El lote {number} está cerrado</translation>
    </message>
    <message>
        <source>Lot {number} is open again</source>
        <translation>El lote {number} está abierto otra vez</translation>
    </message>
    <message>
        <source>Lots</source>
        <translation>Lotes</translation>
    </message>
    <message>
        <source>Made (yes, no)</source>
        <translation>Se hace (sí, no)</translation>
    </message>
    <message>
        <source>Made good</source>
        <translation>Resuelto</translation>
    </message>
    <message>
        <source>Made on its days</source>
        <translation>Se hace en sus días</translation>
    </message>
    <message>
        <source>Mail from</source>
        <translation>Correo de</translation>
    </message>
    <message>
        <source>Mail server</source>
        <translation>Servidor de correo</translation>
    </message>
    <message>
        <source>Mail server for messages to customers, as smtp://user:password@host:587 or smtps://…; empty: nobody is sent mail.</source>
        <translation>Servidor de correo para mensajes a clientes, como smtp://user:password@host:587 o smtps://…; vacío: no se envía correo.</translation>
    </message>
    <message>
        <source>Make a token for this phone</source>
        <translation>Crear una clave para este teléfono</translation>
    </message>
    <message>
        <source>Make an exception</source>
        <translation>Hacer una excepción</translation>
    </message>
    <message>
        <source>Make an exception…</source>
        <translation>Hacer una excepción…</translation>
    </message>
    <message>
        <source>Make one</source>
        <translation>Crear una</translation>
    </message>
    <message>
        <source>Make {order_id} stop {number} of {name} all the same?</source>
        <translation>¿Poner {order_id} como parada {number} de {name} de todos modos?</translation>
    </message>
    <message>
        <source>Manifest to print (PDF)…</source>
        <translation>Manifiesto para imprimir (PDF)…</translation>
    </message>
    <message>
        <source>Manifests to print (PDF)…</source>
        <translation>Manifiestos para imprimir (PDF)…</translation>
    </message>
    <message>
        <source>Manifests {day_words}</source>
        <translation>Manifiestos {day_words}</translation>
    </message>
    <message>
        <source>Many stops were moved at once. Move them on the board.</source>
        <translation>Se movieron muchas paradas a la vez. Muévalas en el tablero.</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>Mapa</translation>
    </message>
    <message>
        <source>Map: choose marks by drawing around them</source>
        <translation>Mapa: elegir marcas dibujando alrededor</translation>
    </message>
    <message>
        <source>Map: follow the van of the chosen route</source>
        <translation>Mapa: seguir el furgón de la ruta elegida</translation>
    </message>
    <message>
        <source>Map: measure</source>
        <translation>Mapa: medir</translation>
    </message>
    <message>
        <source>Map: save as a picture or a page</source>
        <translation>Mapa: guardar como imagen o página</translation>
    </message>
    <message>
        <source>Map: the whole day</source>
        <translation>Mapa: todo el día</translation>
    </message>
    <message>
        <source>Map: what is chosen</source>
        <translation>Mapa: lo elegido</translation>
    </message>
    <message>
        <source>Market or event</source>
        <translation>Feria o evento</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Medir</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Message secret</source>
        <translation>Secreto de mensajes</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Mensajes</translation>
    </message>
    <message>
        <source>Messages with drivers</source>
        <translation>Mensajes con conductores</translation>
    </message>
    <message>
        <source>Messages · {messages}</source>
        <translation>Mensajes · {messages}</translation>
    </message>
    <message>
        <source>Milliseconds that the local re-optimization of one route may take.</source>
        <translation>Milisegundos que puede tomar la reoptimización local de una ruta.</translation>
    </message>
    <message>
        <source>Mind the dog</source>
        <translation>Cuidado con el perro</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>Míos</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>Minutos</translation>
    </message>
    <message>
        <source>Minutes at the door</source>
        <translation>Minutos en la puerta</translation>
    </message>
    <message>
        <source>Misses the window of {visit} by {late} ({opens}–{closes}, {verb} {at})</source>
        <translation>No alcanza la ventana de {visit} por {late} ({opens}–{closes}, {verb} {at})</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Perdidos</translation>
    </message>
    <message>
        <source>Moment of the day</source>
        <translation>Momento del día</translation>
    </message>
    <message>
        <source>Mon-Fri 9:00-13:00, 15:00-18:00; Sat 10-14</source>
        <translation>lun-vie 9:00-13:00, 15:00-18:00; sáb 10-14</translation>
    </message>
    <message>
        <source>Monday</source>
        <translation>lunes</translation>
    </message>
    <message>
        <source>Money is asked for</source>
        <translation>El dinero se pide</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>Mes</translation>
    </message>
    <message>
        <source>More needs a dispatcher.</source>
        <translation>Para más se necesita un despachador.</translation>
    </message>
    <message>
        <source>More of the status line</source>
        <translation>Más de la barra de estado</translation>
    </message>
    <message>
        <source>Move and float panels</source>
        <translation>Mover y soltar paneles</translation>
    </message>
    <message>
        <source>Move the pin of {address} {metres} m {wind}? It applies to {count}.</source>
        <translation>¿Mover el pin de {address} {metres} m {wind}? Vale para {count}.</translation>
    </message>
    <message>
        <source>Move the pin {metres} m {wind}, as delivered</source>
        <translation>Mover el pin {metres} m {wind}, donde se entregó</translation>
    </message>
    <message>
        <source>Move the pin…</source>
        <translation>Mover el pin…</translation>
    </message>
    <message>
        <source>Move {order_id} to {name} all the same?</source>
        <translation>¿Mover {order_id} a {name} de todos modos?</translation>
    </message>
    <message>
        <source>Moved: {stop_words}</source>
        <translation>Movida: {stop_words}</translation>
    </message>
    <message>
        <source>Moves a stop where that saves what the depot&apos;s limits ask for.</source>
        <translation>Mueve una parada donde eso ahorra lo que piden los límites del depósito.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Name erased</source>
        <translation>Nombre borrado</translation>
    </message>
    <message>
        <source>Name of the collection point at {address}</source>
        <translation>Nombre del punto de retiro en {address}</translation>
    </message>
    <message>
        <source>Name of the region</source>
        <translation>Nombre de la región</translation>
    </message>
    <message>
        <source>Name of the round</source>
        <translation>Nombre de la ronda</translation>
    </message>
    <message>
        <source>Name of this filter; a name that is there already is replaced:</source>
        <translation>Nombre de este filtro; uno que ya existe se reemplaza:</translation>
    </message>
    <message>
        <source>Name of this layout; a name that is there already is replaced:</source>
        <translation>Nombre de esta disposición; una que ya existe se reemplaza:</translation>
    </message>
    <message>
        <source>Name or password is wrong.</source>
        <translation>El nombre o la contraseña no es correcto.</translation>
    </message>
    <message>
        <source>Name the shop.</source>
        <translation>Nombre la tienda.</translation>
    </message>
    <message>
        <source>Name, date</source>
        <translation>Nombre, fecha</translation>
    </message>
    <message>
        <source>Name, number, street, telephone</source>
        <translation>Nombre, número, calle, teléfono</translation>
    </message>
    <message>
        <source>Name, telephone, notes, messages, photos and signatures are destroyed for good, for everybody. What was decided, when and by whom stays in the log, without saying about whom; the street addresses of the orders stay, too.

Nobody can take this back.</source>
        <translation>Nombre, teléfono, notas, mensajes, fotos y firmas se destruyen para siempre, para todos. Lo que se decidió, cuándo y quién, queda en el registro sin decir sobre quién; las direcciones de los pedidos también quedan.

Nadie puede deshacerlo.</translation>
    </message>
    <message>
        <source>Needs a decision</source>
        <translation>Por decidir</translation>
    </message>
    <message>
        <source>Never left</source>
        <translation>Nunca salió</translation>
    </message>
    <message>
        <source>Never taken back</source>
        <translation>Nunca se recibe</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Nuevos</translation>
    </message>
    <message>
        <source>New address for {order_id}</source>
        <translation>Dirección nueva para {order_id}</translation>
    </message>
    <message>
        <source>New address…</source>
        <translation>Dirección nueva…</translation>
    </message>
    <message>
        <source>New address… (Alt+A)</source>
        <translation>Dirección nueva… (Alt+A)</translation>
    </message>
    <message>
        <source>New code</source>
        <translation>Código nuevo</translation>
    </message>
    <message>
        <source>New failures and returns appear here.</source>
        <translation>Aquí aparecen fallas y devoluciones nuevas.</translation>
    </message>
    <message>
        <source>New first password</source>
        <translation>Nueva primera contraseña</translation>
    </message>
    <message>
        <source>New pass&amp;word</source>
        <translation>Contraseña n&amp;ueva</translation>
    </message>
    <message>
        <source>New shop</source>
        <translation>Tienda nueva</translation>
    </message>
    <message>
        <source>New test</source>
        <translation>Prueba nueva</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Próxima</translation>
    </message>
    <message>
        <source>Next (F8)</source>
        <translation>Siguiente (F8)</translation>
    </message>
    <message>
        <source>Next best: {best}</source>
        <translation>La siguiente mejor: {best}</translation>
    </message>
    <message>
        <source>Next day</source>
        <translation>Día siguiente</translation>
    </message>
    <message>
        <source>Next step of {words}</source>
        <translation>Siguiente paso de {words}</translation>
    </message>
    <message>
        <source>Next: {days}</source>
        <translation>Próximos: {days}</translation>
    </message>
    <message>
        <source>No</source>
        <translation>No</translation>
    </message>
    <message>
        <source>No access</source>
        <translation>Sin acceso</translation>
    </message>
    <message>
        <source>No answer within {timeout_s} seconds.</source>
        <translation>Sin respuesta en {timeout_s} segundos.</translation>
    </message>
    <message>
        <source>No better plan was found.</source>
        <translation>No se encontró un plan mejor.</translation>
    </message>
    <message>
        <source>No better sequence found</source>
        <translation>No se encontró un orden mejor</translation>
    </message>
    <message>
        <source>No case can be so: {fault}.</source>
        <translation>Ningún caso puede ser así: {fault}.</translation>
    </message>
    <message>
        <source>No case is left from earlier days</source>
        <translation>No queda ningún caso de días anteriores</translation>
    </message>
    <message>
        <source>No column is read as: {lacking}. Click the head of the column that holds it.</source>
        <translation>Ninguna columna se lee como: {lacking}. Haga clic en el título de la columna que lo tiene.</translation>
    </message>
    <message>
        <source>No currency has {minor_digits} digits after the point.</source>
        <translation>Ninguna moneda tiene {minor_digits} decimales.</translation>
    </message>
    <message>
        <source>No day before has been closed yet.</source>
        <translation>Todavía no se ha cerrado ningún día anterior.</translation>
    </message>
    <message>
        <source>No day before {day} has left order {order} over. Look again.</source>
        <translation>Ningún día anterior al {day} dejó el pedido {order} pendiente. Mire otra vez.</translation>
    </message>
    <message>
        <source>No day is open for planning. Open one first.</source>
        <translation>No hay ningún día abierto para planificar. Abra uno primero.</translation>
    </message>
    <message>
        <source>No day is open on which a van still leaves the depot.</source>
        <translation>No hay ningún día abierto en que un furgón aún salga del depósito.</translation>
    </message>
    <message>
        <source>No day is open. Plan one first (Ctrl+D).</source>
        <translation>No hay un día abierto. Planifique uno primero (Ctrl+D).</translation>
    </message>
    <message>
        <source>No day of it is left.</source>
        <translation>No le queda ningún día.</translation>
    </message>
    <message>
        <source>No day was shown: {words}.</source>
        <translation>No se mostró ningún día: {words}.</translation>
    </message>
    <message>
        <source>No depot that you may work at is open at this hub.</source>
        <translation>En este hub no hay abierto ningún depósito donde usted pueda trabajar.</translation>
    </message>
    <message>
        <source>No differences</source>
        <translation>Sin diferencias</translation>
    </message>
    <message>
        <source>No driver</source>
        <translation>Ningún conductor</translation>
    </message>
    <message>
        <source>No exception for {order_id} any more</source>
        <translation>Ya no hay excepción para {order_id}</translation>
    </message>
    <message>
        <source>No exception was made for order {order}.</source>
        <translation>No se hizo ninguna excepción para el pedido {order}.</translation>
    </message>
    <message>
        <source>No failed visit</source>
        <translation>Ninguna visita fallida</translation>
    </message>
    <message>
        <source>No geofence is drawn. Draw one around a place: vans that come in are told.</source>
        <translation>No hay ninguna geocerca. Dibuje una alrededor de un lugar y se avisará qué vehículos entran.</translation>
    </message>
    <message>
        <source>No hub answers at {url}. Look at its address, and whether it runs.</source>
        <translation>Ningún hub responde en {url}. Revise su dirección, y si está en marcha.</translation>
    </message>
    <message>
        <source>No hub answers at {where}: {reason}. Look at its address, and whether it runs.</source>
        <translation>Ningún hub responde en {where}: {reason}. Revise su dirección, y si está en marcha.</translation>
    </message>
    <message>
        <source>No later day is open for planning.</source>
        <translation>No hay un día posterior abierto para planificar.</translation>
    </message>
    <message>
        <source>No later service day is open.</source>
        <translation>No hay un día de servicio posterior abierto.</translation>
    </message>
    <message>
        <source>No link opens order {order_id} now.</source>
        <translation>Ningún enlace abre ahora el pedido {order_id}.</translation>
    </message>
    <message>
        <source>No lot is chosen</source>
        <translation>Ningún lote elegido</translation>
    </message>
    <message>
        <source>No lots yet</source>
        <translation>Todavía no hay lotes</translation>
    </message>
    <message>
        <source>No order waits on that day. Import some, or choose another day.</source>
        <translation>Ningún pedido espera ese día. Importe algunos o elija otro día.</translation>
    </message>
    <message>
        <source>No order {word} is known here.</source>
        <translation>Aquí no se conoce ningún pedido {word}.</translation>
    </message>
    <message>
        <source>No page was signed in for this driver. Codes given before are void.</source>
        <translation>Ninguna página tenía sesión para este conductor. Los códigos dados antes quedan anulados.</translation>
    </message>
    <message>
        <source>No plan is shown that could be taken. F5 looks for some.</source>
        <translation>No se muestra ningún plan que se pueda tomar. F5 busca algunos.</translation>
    </message>
    <message>
        <source>No plan, time or way leads through these streets. A double click shows one on the map.</source>
        <translation>Ningún plan, tiempo ni camino pasa por estas calles. Doble clic muestra una en el mapa.</translation>
    </message>
    <message>
        <source>No refund waits to be sent to a shop.</source>
        <translation>Ningún reembolso espera ser enviado a una tienda.</translation>
    </message>
    <message>
        <source>No refund…</source>
        <translation>Sin reembolso…</translation>
    </message>
    <message>
        <source>No region of your own yet</source>
        <translation>Todavía no hay una región propia</translation>
    </message>
    <message>
        <source>No return policy applies to order {order}; it needs no exception.</source>
        <translation>Ninguna política de devolución vale para el pedido {order}; no necesita excepción.</translation>
    </message>
    <message>
        <source>No return policy of {shop} covers purchases of {day}: decide as you think right.</source>
        <translation>Ninguna política de devolución de {shop} cubre compras del {day}: decida como crea justo.</translation>
    </message>
    <message>
        <source>No road within 200 m of {lat}, {lon}</source>
        <translation>No hay camino a menos de 200 m de {lat}, {lon}</translation>
    </message>
    <message>
        <source>No round is kept yet. Add the first, or import a list of them.</source>
        <translation>Todavía no hay rondas. Agregue la primera o importe una lista.</translation>
    </message>
    <message>
        <source>No rounds &amp;on</source>
        <translation>Sin rondas &amp;el</translation>
    </message>
    <message>
        <source>No rounds on: {days}</source>
        <translation>Sin rondas el: {days}</translation>
    </message>
    <message>
        <source>No route can take it without breaking something.</source>
        <translation>Ninguna ruta puede tomarlo respetando todo.</translation>
    </message>
    <message>
        <source>No route is open today</source>
        <translation>Hoy no hay ninguna ruta abierta</translation>
    </message>
    <message>
        <source>No route of this day can be asked.</source>
        <translation>No se puede consultar ninguna ruta de este día.</translation>
    </message>
    <message>
        <source>No route of {day_words} has stops. Plan the day first (F5).</source>
        <translation>Ninguna ruta del {day_words} tiene paradas. Planifique primero el día (F5).</translation>
    </message>
    <message>
        <source>No route {word} is on the board that is shown.</source>
        <translation>Ninguna ruta {word} está en el tablero que se muestra.</translation>
    </message>
    <message>
        <source>No routes on this day</source>
        <translation>No hay rutas este día</translation>
    </message>
    <message>
        <source>No routes yet</source>
        <translation>Todavía no hay rutas</translation>
    </message>
    <message>
        <source>No second look is needed any more after what {who} reported: {what}</source>
        <translation>Ya no hace falta una segunda mirada tras lo que informó {who}: {what}</translation>
    </message>
    <message>
        <source>No slot can be offered.</source>
        <translation>No se puede ofrecer ningún horario.</translation>
    </message>
    <message>
        <source>No slot is held for order {order}. Choose one first.</source>
        <translation>No hay horario reservado para el pedido {order}. Elija uno primero.</translation>
    </message>
    <message>
        <source>No street here is called “{typed}”. Put a pin on the map instead.</source>
        <translation>Aquí ninguna calle se llama «{typed}». Ponga un pin en el mapa.</translation>
    </message>
    <message>
        <source>No street is closed. Draw one on the map, right-click a street there, or type “close” and an address on the command line (Ctrl+K).</source>
        <translation>Ninguna calle está cerrada. Dibuje una en el mapa, haga clic derecho en una calle, o escriba «close» y una dirección en la línea de comandos (Ctrl+K).</translation>
    </message>
    <message>
        <source>No street is found for {named}.</source>
        <translation>No se encuentra ninguna calle para {named}.</translation>
    </message>
    <message>
        <source>No street of the region within {FAR_M} m of the pin: times there would be straight-line estimates</source>
        <translation>Ninguna calle de la región a {FAR_M} m del pin: los tiempos ahí serían estimaciones en línea recta</translation>
    </message>
    <message>
        <source>No street within 200 m of that point: nothing was closed.</source>
        <translation>Ninguna calle a 200 m de ese punto: no se cerró nada.</translation>
    </message>
    <message>
        <source>No travel times for this place yet. Try again in a moment.</source>
        <translation>Todavía no hay tiempos de viaje para este lugar. Intente en un momento.</translation>
    </message>
    <message>
        <source>No travel times of {depot} are here yet. Ask again soon.</source>
        <translation>Aún no hay tiempos de viaje de {depot} aquí. Pregunte otra vez pronto.</translation>
    </message>
    <message>
        <source>No van can bring it back: the goods are {where}.</source>
        <translation>Ningún furgón puede traerlo: los productos están {where}.</translation>
    </message>
    <message>
        <source>No van fetches its goods from {name} beside what this plan does</source>
        <translation>Con este plan, ningún furgón recoge sus productos de {name}</translation>
    </message>
    <message>
        <source>No van has left yet</source>
        <translation>Ningún furgón ha salido todavía</translation>
    </message>
    <message>
        <source>No van is counted in full yet.</source>
        <translation>Ningún furgón está contado completo todavía.</translation>
    </message>
    <message>
        <source>No van of this day holds the goods.</source>
        <translation>Ningún furgón de este día tiene los productos.</translation>
    </message>
    <message>
        <source>No van on the road has the goods of {order_id}.</source>
        <translation>Ningún furgón en ruta tiene los productos de {order_id}.</translation>
    </message>
    <message>
        <source>No van passes anything any more.</source>
        <translation>Ningún furgón pasa ya por nada.</translation>
    </message>
    <message>
        <source>No visits speak for another pin there.</source>
        <translation>Ninguna visita indica otro pin ahí.</translation>
    </message>
    <message>
        <source>No word from {n} drivers: rather the hub&apos;s line to their phones than the drivers. They report by themselves once it is back.</source>
        <translation>Sin noticias de {n} conductores: será la línea del hub con sus teléfonos, no ellos. Avisan solos en cuanto vuelva.</translation>
    </message>
    <message>
        <source>Nobody can choose between {gap}.</source>
        <translation>Nadie puede elegir entre {gap}.</translation>
    </message>
    <message>
        <source>Nobody else drives this van: the simulation does.</source>
        <translation>Nadie más conduce esta furgoneta: lo hace la simulación.</translation>
    </message>
    <message>
        <source>Nobody erases himself. Ask another administrator.</source>
        <translation>Nadie se borra a sí mismo. Pídaselo a otro administrador.</translation>
    </message>
    <message>
        <source>Nobody gets later than now because of it: no promise is broken.</source>
        <translation>Nadie llega más tarde que ahora por él: no se rompe ninguna promesa.</translation>
    </message>
    <message>
        <source>Nobody has answered anything yet</source>
        <translation>Todavía nadie ha respondido nada</translation>
    </message>
    <message>
        <source>Nobody has recorded that order {order} was fetched.</source>
        <translation>Nadie registró que el pedido {order} fue retirado.</translation>
    </message>
    <message>
        <source>Nobody has said where the goods of order {order} lie, or they moved on.</source>
        <translation>Nadie ha dicho dónde están los productos del pedido {order}, o ya no están ahí.</translation>
    </message>
    <message>
        <source>Nobody has signed {day} off.</source>
        <translation>Nadie ha firmado el {day}.</translation>
    </message>
    <message>
        <source>Nobody has tried to deliver it yet.</source>
        <translation>Todavía nadie ha intentado entregarlo.</translation>
    </message>
    <message>
        <source>Nobody holds containers</source>
        <translation>Nadie tiene envases</translation>
    </message>
    <message>
        <source>Nobody is deleted: who drives no more keeps his name on earlier days.</source>
        <translation>No se borra a nadie: quien ya no conduce conserva su nombre en días anteriores.</translation>
    </message>
    <message>
        <source>Nobody is known by “{typed}”.</source>
        <translation>No se conoce a nadie por «{typed}».</translation>
    </message>
    <message>
        <source>Nobody knows where customer {customer} is: there was no order yet.</source>
        <translation>Nadie sabe dónde está el cliente {customer}: aún no hubo un pedido.</translation>
    </message>
    <message>
        <source>Nobody knows whose it is; it came with {route}</source>
        <translation>Nadie sabe de quién es; llegó con {route}</translation>
    </message>
    <message>
        <source>Nobody on the road is heard</source>
        <translation>No se oye a nadie en ruta</translation>
    </message>
    <message>
        <source>Nobody removes himself. Ask another administrator.</source>
        <translation>Nadie se quita a sí mismo. Pídaselo a otro administrador.</translation>
    </message>
    <message>
        <source>Nobody said hello within {hello_timeout_s} seconds.</source>
        <translation>Nadie se presentó en {hello_timeout_s} segundos.</translation>
    </message>
    <message>
        <source>Nobody signs in under that name any more. Everything that was decided stays in the log under it.</source>
        <translation>Nadie entra más con ese nombre. Todo lo decidido sigue en el registro bajo él.</translation>
    </message>
    <message>
        <source>Nobody signs in yet</source>
        <translation>Todavía no entra nadie</translation>
    </message>
    <message>
        <source>Nobody takes the own rights away. Ask another administrator.</source>
        <translation>Nadie se quita sus propios derechos. Pídaselo a otro administrador.</translation>
    </message>
    <message>
        <source>Nobody there</source>
        <translation>No hay nadie</translation>
    </message>
    <message>
        <source>Nobody there to hand it over</source>
        <translation>Nadie para entregarlo</translation>
    </message>
    <message>
        <source>None</source>
        <comment>drivers</comment>
        <translation>Ninguno</translation>
    </message>
    <message>
        <source>None is no number to count. Scan the label again.</source>
        <translation>Cero no se puede contar. Escanee la etiqueta otra vez.</translation>
    </message>
    <message>
        <source>None: goods go to the customer&apos;s door only.</source>
        <translation>Ninguno: los productos van solo a la puerta del cliente.</translation>
    </message>
    <message>
        <source>North</source>
        <translation>Norte</translation>
    </message>
    <message>
        <source>Not admitted</source>
        <translation>Sin acceso</translation>
    </message>
    <message>
        <source>Not after</source>
        <translation>No después de</translation>
    </message>
    <message>
        <source>Not all of order {order} is taken back; it cannot be exchanged as a whole.</source>
        <translation>No se devuelve todo el pedido {order}; no se puede cambiar completo.</translation>
    </message>
    <message>
        <source>Not before</source>
        <translation>No antes de</translation>
    </message>
    <message>
        <source>Not collected in time</source>
        <translation>No retirado a tiempo</translation>
    </message>
    <message>
        <source>Not counted</source>
        <translation>Sin contar</translation>
    </message>
    <message>
        <source>Not delivered</source>
        <translation>No entregado</translation>
    </message>
    <message>
        <source>Not delivered: {goods} ({reason}), {part}</source>
        <translation>Sin entregar: {goods} ({reason}), {part}</translation>
    </message>
    <message>
        <source>Not expected</source>
        <translation>No esperado</translation>
    </message>
    <message>
        <source>Not finished: {stages} of 3 stages. {GONE_ON}</source>
        <translation>Sin terminar: {stages} de 3 etapas. {GONE_ON}</translation>
    </message>
    <message>
        <source>Not read</source>
        <translation>No se lee</translation>
    </message>
    <message>
        <source>Not saved yet. Esc once more drops it, Ctrl+S saves it.</source>
        <translation>Sin guardar. Esc otra vez lo descarta, Ctrl+S lo guarda.</translation>
    </message>
    <message>
        <source>Not sent, because it builds on a change that was refused: {answer}</source>
        <translation>No se envió, porque se apoya en un cambio rechazado: {answer}</translation>
    </message>
    <message>
        <source>Not signed in anywhere.</source>
        <translation>Sin sesión en ninguna parte.</translation>
    </message>
    <message>
        <source>Not undone: {words}</source>
        <translation>No se deshizo: {words}</translation>
    </message>
    <message>
        <source>Not what the grade suggests: say why. A supervisor looks at it.</source>
        <translation>No es lo que sugiere el grado: diga por qué. Un supervisor lo revisa.</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Note for the driver</source>
        <translation>Nota para el conductor</translation>
    </message>
    <message>
        <source>Note for the next day</source>
        <translation>Nota para el día siguiente</translation>
    </message>
    <message>
        <source>Note, for example: she calls back</source>
        <translation>Nota, por ejemplo: ella llama de vuelta</translation>
    </message>
    <message>
        <source>Note: {words}</source>
        <translation>Nota: {words}</translation>
    </message>
    <message>
        <source>Nothing at this depot has the code {code}. It may belong to another depot: put it aside.</source>
        <translation>Nada en este depósito tiene el código {code}. Puede ser de otro depósito: déjelo aparte.</translation>
    </message>
    <message>
        <source>Nothing at this depot has the code {item}.</source>
        <translation>Nada en este depósito tiene el código {item}.</translation>
    </message>
    <message>
        <source>Nothing can be chosen for order {order_id}.</source>
        <translation>No se puede elegir nada para el pedido {order_id}.</translation>
    </message>
    <message>
        <source>Nothing chosen</source>
        <translation>Nada elegido</translation>
    </message>
    <message>
        <source>Nothing comes back.</source>
        <translation>No vuelve nada.</translation>
    </message>
    <message>
        <source>Nothing else was on the screen.</source>
        <translation>No había nada más en pantalla.</translation>
    </message>
    <message>
        <source>Nothing has been changed since the depot was registered.</source>
        <translation>Nada ha cambiado desde que se registró el depósito.</translation>
    </message>
    <message>
        <source>Nothing here</source>
        <translation>Nada aquí</translation>
    </message>
    <message>
        <source>Nothing here is called “{typed}”. Coordinates work, too: 60.1699, 24.9384.</source>
        <translation>Aquí nada se llama «{typed}». También sirven coordenadas: 60.1699, 24.9384.</translation>
    </message>
    <message>
        <source>Nothing in this period</source>
        <translation>Nada en este período</translation>
    </message>
    <message>
        <source>Nothing is called {words}.</source>
        <translation>Nada se llama {words}.</translation>
    </message>
    <message>
        <source>Nothing is decided yet</source>
        <translation>Todavía no se decidió nada</translation>
    </message>
    <message>
        <source>Nothing is missing</source>
        <translation>No falta nada</translation>
    </message>
    <message>
        <source>Nothing is saved{since}. {what}; the hub then goes on by itself.</source>
        <translation>No se guarda nada{since}. {what}; después el hub sigue solo.</translation>
    </message>
    <message>
        <source>Nothing lies inside. Draw around cases or stops.</source>
        <translation>No hay nada dentro. Dibuje alrededor de casos o paradas.</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>Nada coincide</translation>
    </message>
    <message>
        <source>Nothing more is known: it was ended from outside, or the power went.</source>
        <translation>No se sabe más: terminó desde fuera o se cortó la luz.</translation>
    </message>
    <message>
        <source>Nothing of it has been paid.</source>
        <translation>No se ha pagado nada de él.</translation>
    </message>
    <message>
        <source>Nothing of order {order} is being looked for.</source>
        <translation>No se busca nada del pedido {order}.</translation>
    </message>
    <message>
        <source>Nothing of order {order} is in a van that could bring it back.</source>
        <translation>Nada del pedido {order} está en un furgón que pueda traerlo.</translation>
    </message>
    <message>
        <source>Nothing of {route} can go on {to}: {words}.</source>
        <translation>Nada de {route} puede ir en {to}: {words}.</translation>
    </message>
    <message>
        <source>Nothing selected</source>
        <translation>Nada elegido</translation>
    </message>
    <message>
        <source>Nothing to count</source>
        <translation>Nada que contar</translation>
    </message>
    <message>
        <source>Nothing to draw for {path}: the extract has no roads or areas.</source>
        <translation>Nada que dibujar para {path}: el extracto no tiene calles ni áreas.</translation>
    </message>
    <message>
        <source>Nothing to inspect</source>
        <translation>Nada que inspeccionar</translation>
    </message>
    <message>
        <source>Nothing to look at again</source>
        <translation>Nada que ver otra vez</translation>
    </message>
    <message>
        <source>Nothing to send.</source>
        <translation>Nada que enviar.</translation>
    </message>
    <message>
        <source>Nothing waits because of {name}.</source>
        <translation>Nada espera por {name}.</translation>
    </message>
    <message>
        <source>Nothing waits for a decision</source>
        <translation>Nada espera una decisión</translation>
    </message>
    <message>
        <source>Nothing waits for a second look</source>
        <translation>Nada espera una segunda mirada</translation>
    </message>
    <message>
        <source>Nothing was changed here since the start that could be undone.</source>
        <translation>Desde el inicio no se ha cambiado aquí nada que se pueda deshacer.</translation>
    </message>
    <message>
        <source>Nothing was decided yet</source>
        <translation>Todavía no se decidió nada</translation>
    </message>
    <message>
        <source>Nothing was inspected yet</source>
        <translation>Todavía no se ha inspeccionado nada</translation>
    </message>
    <message>
        <source>Nothing was scanned. Scan the label again.</source>
        <translation>No se escaneó nada. Escanee la etiqueta otra vez.</translation>
    </message>
    <message>
        <source>Nothing was undone here since the start that could be redone.</source>
        <translation>Desde el inicio no se ha deshecho aquí nada que se pueda rehacer.</translation>
    </message>
    <message>
        <source>Nothing was written yet</source>
        <translation>Todavía no se ha escrito nada</translation>
    </message>
    <message>
        <source>Nothing was written yet.</source>
        <translation>Todavía no se ha escrito nada.</translation>
    </message>
    <message>
        <source>Nothing was written. What drivers write appears here; F4 writes.</source>
        <translation>No hay mensajes. Lo que escriben los conductores aparece aquí; F4 escribe.</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>Avisos</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Ahora</translation>
    </message>
    <message>
        <source>Number of {words}</source>
        <translation>Número de {words}</translation>
    </message>
    <message>
        <source>Number or flat</source>
        <translation>Número o departamento</translation>
    </message>
    <message>
        <source>OR-Tools checks the changed routes…</source>
        <translation>OR-Tools revisa las rutas cambiadas…</translation>
    </message>
    <message>
        <source>OR-Tools could not check the plan. Take it all the same?</source>
        <translation>OR-Tools no pudo revisar el plan. ¿Tomarlo de todos modos?</translation>
    </message>
    <message>
        <source>OR-Tools gave no plan: {error}</source>
        <translation>OR-Tools no dio un plan: {error}</translation>
    </message>
    <message>
        <source>Of a file that counts from midnight; moments say their day.</source>
        <translation>De un archivo que cuenta desde medianoche; los momentos dicen su día.</translation>
    </message>
    <message>
        <source>Of a van&apos;s time, when the day is planned anew. More: fewer stops are moved.</source>
        <translation>Del tiempo de un furgón, al planificar el día de nuevo. Más: se mueven menos paradas.</translation>
    </message>
    <message>
        <source>Of letting a customer down: he has to go to the counter or to a collection point.</source>
        <translation>De dejar mal a un cliente: debe ir al mesón o a un punto de retiro.</translation>
    </message>
    <message>
        <source>Of messages and of the customer&apos;s page.</source>
        <translation>De los mensajes y de la página del cliente.</translation>
    </message>
    <message>
        <source>Of order {order} less is owed than that. Refund all of it, or less.</source>
        <translation>Del pedido {order} se debe menos que eso. Reembólselo entero, o menos.</translation>
    </message>
    <message>
        <source>Of the cases in which a visit had failed, those whose customer has ordered since.</source>
        <translation>De los casos con visita fallida, aquellos cuyo cliente pidió después.</translation>
    </message>
    <message>
        <source>Of the cases opened on each day: what was decided cost (visits, partners, handling, waiting, letting down, goods sent instead), what shops were asked to give back, and what the goods bring. The figure is what is left.</source>
        <translation>De los casos abiertos cada día: lo que costó lo decidido (visitas, socios, manejo, espera, fallar, reposiciones), lo que se pidió devolver a las tiendas y lo que rinden los productos. La cifra es lo que queda.</translation>
    </message>
    <message>
        <source>Of the stops served until now, those that began before their window closed. One without a window is never late, one that failed is not served. “On time in full” in the reports is stricter: promises to customers, and failed ones count.</source>
        <translation>De las paradas atendidas hasta ahora, las que empezaron antes de que cerrara su ventana. Una sin ventana nunca llega tarde; una fallida no está atendida. «A tiempo y completo» en los informes es más estricto: cuentan las promesas a clientes y las fallidas.</translation>
    </message>
    <message>
        <source>Of these, containers to collect</source>
        <translation>De estos, envases por retirar</translation>
    </message>
    <message>
        <source>Of these, deliveries and collections that failed</source>
        <translation>De estos, entregas y retiros fallidos</translation>
    </message>
    <message>
        <source>Of these, deliveries without a route</source>
        <translation>De estos, entregas sin ruta</translation>
    </message>
    <message>
        <source>Of these, returns to collect</source>
        <translation>De estos, devoluciones por retirar</translation>
    </message>
    <message>
        <source>Of these, what nobody has taken yet</source>
        <translation>De estos, los que nadie ha tomado todavía</translation>
    </message>
    <message>
        <source>Of {item} only {left} are left to count, not {units}.</source>
        <translation>De {item} quedan solo {left} por contar, no {units}.</translation>
    </message>
    <message>
        <source>Off: nothing goes out, whatever happens.</source>
        <translation>Apagado: no sale nada, pase lo que pase.</translation>
    </message>
    <message>
        <source>Off: who asks may answer with a reason, and it is looked at the next day.</source>
        <translation>Apagado: quien pide puede responder con un motivo, y se revisa al día siguiente.</translation>
    </message>
    <message>
        <source>Offered</source>
        <translation>Se ofrece</translation>
    </message>
    <message>
        <source>Offline for {since_s} s</source>
        <translation>Sin línea hace {since_s} s</translation>
    </message>
    <message>
        <source>On the map</source>
        <translation>En el mapa</translation>
    </message>
    <message>
        <source>On the pavement until 10:00</source>
        <translation>En la vereda hasta las 10:00</translation>
    </message>
    <message>
        <source>On the shelf</source>
        <translation>En el estante</translation>
    </message>
    <message>
        <source>On the telephone</source>
        <translation>Al teléfono</translation>
    </message>
    <message>
        <source>On the way</source>
        <translation>De camino</translation>
    </message>
    <message>
        <source>On the way back</source>
        <translation>En camino de vuelta</translation>
    </message>
    <message>
        <source>On time</source>
        <translation>A tiempo</translation>
    </message>
    <message>
        <source>On time in full</source>
        <translation>A tiempo y completo</translation>
    </message>
    <message>
        <source>On {name}</source>
        <translation>El {name}</translation>
    </message>
    <message>
        <source>On {route} at {time}</source>
        <translation>En {route} a las {time}</translation>
    </message>
    <message>
        <source>On {who}, {day_label}</source>
        <translation>En {who}, {day_label}</translation>
    </message>
    <message>
        <source>On {who}, {stop} before it</source>
        <translation>En {who}, {stop} antes</translation>
    </message>
    <message>
        <source>One day</source>
        <translation>Un día</translation>
    </message>
    <message>
        <source>One more day of waiting</source>
        <translation>Un día más de espera</translation>
    </message>
    <message>
        <source>One plan by OR-Tools, whatever it changes.</source>
        <translation>Un plan de OR-Tools, cambie lo que cambie.</translation>
    </message>
    <message>
        <source>One reason is kept with each of them.</source>
        <translation>Se guarda un motivo con cada uno.</translation>
    </message>
    <message>
        <source>One touch below is enough.</source>
        <translation>Abajo basta un toque.</translation>
    </message>
    <message>
        <source>One visit brings other goods and takes these.</source>
        <translation>Una visita trae otros productos y se lleva estos.</translation>
    </message>
    <message>
        <source>Only a device outside can tell whether mobile data reach the hub. Switch the phone’s wireless network off and scan the code: its page tries what the driver’s page needs and tells the hub. It signs nobody in.</source>
        <translation>Solo un dispositivo de afuera puede decir si los datos móviles llegan al hub. Apague la red inalámbrica del teléfono y escanee el código: su página prueba lo que necesita la página del conductor y se lo dice al hub. No inicia sesión a nadie.</translation>
    </message>
    <message>
        <source>Only a supervisor or an administrator changes these.</source>
        <translation>Solo un supervisor o un administrador cambia esto.</translation>
    </message>
    <message>
        <source>Only an administrator looks after administrators.</source>
        <translation>Solo un administrador se ocupa de los administradores.</translation>
    </message>
    <message>
        <source>Only an administrator makes an administrator.</source>
        <translation>Solo un administrador crea a un administrador.</translation>
    </message>
    <message>
        <source>Only an administrator revokes an administrator.</source>
        <translation>Solo un administrador revoca a un administrador.</translation>
    </message>
    <message>
        <source>Only supervisors and administrators erase people.</source>
        <translation>Solo supervisores y administradores borran datos de personas.</translation>
    </message>
    <message>
        <source>Only supervisors and administrators look after people.</source>
        <translation>Solo supervisores y administradores se ocupan de las personas.</translation>
    </message>
    <message>
        <source>Only supervisors and administrators make API keys.</source>
        <translation>Solo supervisores y administradores crean claves de API.</translation>
    </message>
    <message>
        <source>Only supervisors and administrators make desks.</source>
        <translation>Solo supervisores y administradores crean escritorios.</translation>
    </message>
    <message>
        <source>Only the office enrols and revokes drivers&apos; phones.</source>
        <translation>Solo la oficina inscribe y revoca teléfonos de conductores.</translation>
    </message>
    <message>
        <source>Only the office enrols drivers&apos; devices.</source>
        <translation>Solo la oficina inscribe equipos de conductores.</translation>
    </message>
    <message>
        <source>Only the office looks at photos.</source>
        <translation>Solo la oficina mira fotos.</translation>
    </message>
    <message>
        <source>Only the office makes customers&apos; links.</source>
        <translation>Solo la oficina crea enlaces de clientes.</translation>
    </message>
    <message>
        <source>Only the office may set the clock.</source>
        <translation>Solo la oficina puede poner el reloj.</translation>
    </message>
    <message>
        <source>Only the office revokes drivers&apos; devices.</source>
        <translation>Solo la oficina revoca equipos de conductores.</translation>
    </message>
    <message>
        <source>Only the office sees where drivers were.</source>
        <translation>Solo la oficina ve dónde estaban los conductores.</translation>
    </message>
    <message>
        <source>Only the office tests how phones reach the hub.</source>
        <translation>Solo la oficina prueba cómo los teléfonos llegan al hub.</translation>
    </message>
    <message>
        <source>Only these on the map</source>
        <translation>Solo estos en el mapa</translation>
    </message>
    <message>
        <source>Only this computer reaches the hub. Start it with hub --listen 0.0.0.0:8765, or behind a proxy with public_url. A browser on this computer can be the phone meanwhile.</source>
        <translation>Solo este computador alcanza el hub. Inícielo con hub --listen 0.0.0.0:8765, o detrás de un proxy con public_url. Mientras, un navegador en este computador puede ser el teléfono.</translation>
    </message>
    <message>
        <source>Only what is &amp;read</source>
        <translation>Solo lo que se &amp;lee</translation>
    </message>
    <message>
        <source>Only {awake} of a day are left for messages. Switch them off instead.</source>
        <translation>Quedan solo {awake} del día para mensajes. Mejor apáguelos.</translation>
    </message>
    <message>
        <source>Only {route}</source>
        <translation>Solo {route}</translation>
    </message>
    <message>
        <source>Onward</source>
        <translation>Destino</translation>
    </message>
    <message>
        <source>Open</source>
        <comment>hours</comment>
        <translation>Abierto</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abierto</translation>
    </message>
    <message>
        <source>Open</source>
        <comment>a lot</comment>
        <translation>Abierto</translation>
    </message>
    <message>
        <source>Open (E)</source>
        <translation>Abrir (E)</translation>
    </message>
    <message>
        <source>Open a link…</source>
        <translation>Abrir un enlace…</translation>
    </message>
    <message>
        <source>Open a route for changes again</source>
        <translation>Abrir una ruta a cambios otra vez</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>Abrir otra vez</translation>
    </message>
    <message>
        <source>Open another depot</source>
        <translation>Abrir otro depósito</translation>
    </message>
    <message>
        <source>Open cases</source>
        <translation>Casos abiertos</translation>
    </message>
    <message>
        <source>Open on this computer</source>
        <translation>Abrir en este computador</translation>
    </message>
    <message>
        <source>Open the case (Alt+C)</source>
        <translation>Abrir el caso (Alt+C)</translation>
    </message>
    <message>
        <source>Open the day and plan it</source>
        <translation>Abrir el día y planificarlo</translation>
    </message>
    <message>
        <source>Open the photo</source>
        <translation>Abrir la foto</translation>
    </message>
    <message>
        <source>Open the picture</source>
        <translation>Abrir la imagen</translation>
    </message>
    <message>
        <source>Open {hours}</source>
        <translation>Abierto {hours}</translation>
    </message>
    <message>
        <source>Open {street} again</source>
        <translation>Abrir {street} otra vez</translation>
    </message>
    <message>
        <source>OpenStreetMap extracts (*.osm.pbf *.pbf)</source>
        <translation>Extractos de OpenStreetMap (*.osm.pbf *.pbf)</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Abierto</translation>
    </message>
    <message>
        <source>Opened or lightly used, everything there.</source>
        <translation>Abierto o poco usado, con todo.</translation>
    </message>
    <message>
        <source>Opened {ago}</source>
        <translation>Abierto {ago}</translation>
    </message>
    <message>
        <source>Opened {ago}, {due_words}</source>
        <translation>Abierto {ago}, plazo {due_words}</translation>
    </message>
    <message>
        <source>Opening hours</source>
        <translation>Horario de atención</translation>
    </message>
    <message>
        <source>Opening the day. The first time this takes some seconds.</source>
        <translation>Abriendo el día. La primera vez toma unos segundos.</translation>
    </message>
    <message>
        <source>Opening the day…</source>
        <translation>Abriendo el día…</translation>
    </message>
    <message>
        <source>Opening the map…</source>
        <translation>Abriendo el mapa…</translation>
    </message>
    <message>
        <source>Or type into the app: {secret}</source>
        <translation>O escriba en la app: {secret}</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Pedido</translation>
    </message>
    <message>
        <source>Order number</source>
        <translation>Número de pedido</translation>
    </message>
    <message>
        <source>Order {order_id}</source>
        <translation>Pedido {order_id}</translation>
    </message>
    <message>
        <source>Order {order_id} cancelled</source>
        <translation>Pedido {order_id} anulado</translation>
    </message>
    <message>
        <source>Order {order} arrived and was refunded; get one of them back.</source>
        <translation>El pedido {order} llegó y fue reembolsado; recupere una de las dos cosas.</translation>
    </message>
    <message>
        <source>Order {order} brings nothing to a customer; report its goods as lost.</source>
        <translation>El pedido {order} no lleva nada a un cliente; informe sus productos como perdidos.</translation>
    </message>
    <message>
        <source>Order {order} brought no line {item}.</source>
        <translation>El pedido {order} no trajo la línea {item}.</translation>
    </message>
    <message>
        <source>Order {order} brought nothing that could be sent back.</source>
        <translation>El pedido {order} no trajo nada que se pudiera devolver.</translation>
    </message>
    <message>
        <source>Order {order} cannot be brought to {known}.</source>
        <translation>El pedido {order} no se puede llevar a {known}.</translation>
    </message>
    <message>
        <source>Order {order} cannot be changed by a list: {words}.</source>
        <translation>Una lista no puede cambiar el pedido {order}: {words}.</translation>
    </message>
    <message>
        <source>Order {order} cannot be delivered before it was collected.</source>
        <translation>El pedido {order} no se puede entregar antes de retirarlo.</translation>
    </message>
    <message>
        <source>Order {order} cannot be delivered before it was taken over.</source>
        <translation>El pedido {order} no se puede entregar antes de recibirlo.</translation>
    </message>
    <message>
        <source>Order {order} cannot be taken back: {words}.</source>
        <translation>El pedido {order} no se puede anular: {words}.</translation>
    </message>
    <message>
        <source>Order {order} cannot move to {day}, which is not open. Plan that day first.</source>
        <translation>El pedido {order} no puede moverse al {day}, que no está abierto. Planifique primero ese día.</translation>
    </message>
    <message>
        <source>Order {order} cannot wait at the counter: {why_not}.</source>
        <translation>El pedido {order} no puede esperar en el mesón: {why_not}.</translation>
    </message>
    <message>
        <source>Order {order} does not wait for its customer to fetch it.</source>
        <translation>El pedido {order} no espera que su cliente lo retire.</translation>
    </message>
    <message>
        <source>Order {order} goes to customer {customer} and brings them along.</source>
        <translation>El pedido {order} va al cliente {customer} y los trae.</translation>
    </message>
    <message>
        <source>Order {order} has a sender, and is no delivery.</source>
        <translation>El pedido {order} tiene remitente y no es una entrega.</translation>
    </message>
    <message>
        <source>Order {order} has a window or a service time that ends before it began.</source>
        <translation>El pedido {order} tiene una ventana o un tiempo de servicio que termina antes de empezar.</translation>
    </message>
    <message>
        <source>Order {order} has been decided already.</source>
        <translation>El pedido {order} ya está decidido.</translation>
    </message>
    <message>
        <source>Order {order} has been decided already. Reopen the case first.</source>
        <translation>El pedido {order} ya está decidido. Reabra primero el caso.</translation>
    </message>
    <message>
        <source>Order {order} has been decided already. Take the decision back first.</source>
        <translation>El pedido {order} ya está decidido. Deshaga primero la decisión.</translation>
    </message>
    <message>
        <source>Order {order} has moved on: {words} cannot be chosen now.</source>
        <translation>El pedido {order} siguió su curso: ya no se puede elegir {words}.</translation>
    </message>
    <message>
        <source>Order {order} has no case that could keep the reason.</source>
        <translation>El pedido {order} no tiene un caso que guarde el motivo.</translation>
    </message>
    <message>
        <source>Order {order} has no goods that could be sent again.</source>
        <translation>El pedido {order} no tiene productos que se puedan enviar otra vez.</translation>
    </message>
    <message>
        <source>Order {order} has no line {strange}. Look at the list again.</source>
        <translation>El pedido {order} no tiene la línea {strange}. Mire la lista otra vez.</translation>
    </message>
    <message>
        <source>Order {order} has no link that ends then. Look at the list again.</source>
        <translation>El pedido {order} no tiene un enlace que termine entonces. Mire la lista otra vez.</translation>
    </message>
    <message>
        <source>Order {order} has no message {message}.</source>
        <translation>El pedido {order} no tiene mensaje {message}.</translation>
    </message>
    <message>
        <source>Order {order} has nothing that could be refunded.</source>
        <translation>El pedido {order} no tiene nada que se pueda reembolsar.</translation>
    </message>
    <message>
        <source>Order {order} is a {kind} of {what} here.</source>
        <translation>El pedido {order} es aquí {kind} de {what}.</translation>
    </message>
    <message>
        <source>Order {order} is a {kind}; it cannot have a return request.</source>
        <translation>El pedido {order} es {kind}; no puede tener solicitud de devolución.</translation>
    </message>
    <message>
        <source>Order {order} is accepted already. {ruled}.</source>
        <translation>El pedido {order} ya está aceptado. {ruled}.</translation>
    </message>
    <message>
        <source>Order {order} is closed. Reopen its case first.</source>
        <translation>El pedido {order} está cerrado. Reabra primero su caso.</translation>
    </message>
    <message>
        <source>Order {order} is collected at an unknown place.</source>
        <translation>El pedido {order} se retira en un lugar desconocido.</translation>
    </message>
    <message>
        <source>Order {order} is counted already.</source>
        <translation>El pedido {order} ya está contado.</translation>
    </message>
    <message>
        <source>Order {order} is done as a whole or not at all.</source>
        <translation>El pedido {order} se hace completo o no se hace.</translation>
    </message>
    <message>
        <source>Order {order} is done; there is nothing to decide again.</source>
        <translation>El pedido {order} está listo; no hay nada que decidir de nuevo.</translation>
    </message>
    <message>
        <source>Order {order} is exchanged by order {replaced_by}. Take that back first.</source>
        <translation>El pedido {order} se cambió por el pedido {replaced_by}. Deshaga eso primero.</translation>
    </message>
    <message>
        <source>Order {order} is no delivery and no return; it cannot be replaced.</source>
        <translation>El pedido {order} no es entrega ni devolución; no se puede reponer.</translation>
    </message>
    <message>
        <source>Order {order} is not replaced.</source>
        <translation>El pedido {order} no está repuesto.</translation>
    </message>
    <message>
        <source>Order {order} is not waiting on {day}.</source>
        <translation>El pedido {order} no espera el {day}.</translation>
    </message>
    <message>
        <source>Order {order} is of another shop than {shop}.</source>
        <translation>El pedido {order} no es de la tienda {shop}.</translation>
    </message>
    <message>
        <source>Order {order} is on a route. Take it off the route first.</source>
        <translation>El pedido {order} está en una ruta. Sáquelo primero de la ruta.</translation>
    </message>
    <message>
        <source>Order {order} is on a route. Take it off the route instead.</source>
        <translation>El pedido {order} está en una ruta. Sáquelo de la ruta.</translation>
    </message>
    <message>
        <source>Order {order} is on no route.</source>
        <translation>El pedido {order} no está en ninguna ruta.</translation>
    </message>
    <message>
        <source>Order {order} is on the plan twice.</source>
        <translation>El pedido {order} está dos veces en el plan.</translation>
    </message>
    <message>
        <source>Order {order} is on {route} already.</source>
        <translation>El pedido {order} ya está en {route}.</translation>
    </message>
    <message>
        <source>Order {order} is open already.</source>
        <translation>El pedido {order} ya está abierto.</translation>
    </message>
    <message>
        <source>Order {order} is replaced by order {other}.</source>
        <translation>El pedido {order} está repuesto por el pedido {other}.</translation>
    </message>
    <message>
        <source>Order {order} is replaced itself, by order {replaced_by}.</source>
        <translation>El pedido {order} también está repuesto, por el pedido {replaced_by}.</translation>
    </message>
    <message>
        <source>Order {order} is with no partner.</source>
        <translation>El pedido {order} no está con ningún socio.</translation>
    </message>
    <message>
        <source>Order {order} is with {partner}. Take it back first.</source>
        <translation>El pedido {order} está con {partner}. Recupérelo primero.</translation>
    </message>
    <message>
        <source>Order {order} is {status} already.</source>
        <translation>El pedido {order} ya está {status}.</translation>
    </message>
    <message>
        <source>Order {order} is {status}.</source>
        <translation>El pedido {order} está {status}.</translation>
    </message>
    <message>
        <source>Order {order} is {status}. Reopen its case first.</source>
        <translation>El pedido {order} está {status}. Reabra primero su caso.</translation>
    </message>
    <message>
        <source>Order {order} is {status}. Take it off its route first.</source>
        <translation>El pedido {order} está {status}. Sáquelo primero de su ruta.</translation>
    </message>
    <message>
        <source>Order {order} is {status}: the customer does not have the goods yet.</source>
        <translation>El pedido {order} está {status}: el cliente aún no tiene los productos.</translation>
    </message>
    <message>
        <source>Order {order} is {status}; an exception comes too late.</source>
        <translation>El pedido {order} está {status}; una excepción llega tarde.</translation>
    </message>
    <message>
        <source>Order {order} is {status}; it cannot be replaced.</source>
        <translation>El pedido {order} está {status}; no se puede reponer.</translation>
    </message>
    <message>
        <source>Order {order} is {status}; only a failed one can come back.</source>
        <translation>El pedido {order} está {status}; solo uno fallido puede volver.</translation>
    </message>
    <message>
        <source>Order {order} may still be delivered. Decide its case first.</source>
        <translation>El pedido {order} todavía se puede entregar. Decida primero su caso.</translation>
    </message>
    <message>
        <source>Order {order} must be new: waiting, without attempts.</source>
        <translation>El pedido {order} debe ser nuevo: en espera, sin intentos.</translation>
    </message>
    <message>
        <source>Order {order} names goods of another order.</source>
        <translation>El pedido {order} nombra productos de otro pedido.</translation>
    </message>
    <message>
        <source>Order {order} names the place {place}, which is unknown.</source>
        <translation>El pedido {order} nombra el lugar {place}, que es desconocido.</translation>
    </message>
    <message>
        <source>Order {order} names the unknown customer {customer}.</source>
        <translation>El pedido {order} nombra al cliente desconocido {customer}.</translation>
    </message>
    <message>
        <source>Order {order} needs no answer any more ({status}).</source>
        <translation>El pedido {order} ya no necesita respuesta ({status}).</translation>
    </message>
    <message>
        <source>Order {order} of this customer is still open. Finish or cancel it first.</source>
        <translation>El pedido {order} de este cliente sigue abierto. Termínelo o cancélelo primero.</translation>
    </message>
    <message>
        <source>Order {order} waits at the counter. Take that decision back first.</source>
        <translation>El pedido {order} espera en el mesón. Deshaga primero esa decisión.</translation>
    </message>
    <message>
        <source>Order {order} waits. Somebody has to have it until then.</source>
        <translation>El pedido {order} espera. Alguien debe tenerlo hasta entonces.</translation>
    </message>
    <message>
        <source>Order {order} was done {done_when}.</source>
        <translation>El pedido {order} se hizo {done_when}.</translation>
    </message>
    <message>
        <source>Order {order} was done {done_when}. The office takes stop {stop} off your list; go on with the next one.</source>
        <translation>El pedido {order} se hizo {done_when}. La oficina saca la parada {stop} de su lista; siga con la próxima.</translation>
    </message>
    <message>
        <source>Order {order} was not carried into {day}. Look again.</source>
        <translation>El pedido {order} no se traspasó al {day}. Mire otra vez.</translation>
    </message>
    <message>
        <source>Order {order} was paid for and does not arrive; refund it.</source>
        <translation>El pedido {order} está pagado y no llega; reembólselo.</translation>
    </message>
    <message>
        <source>Order {order} was taken back. Replace order {replaces} again.</source>
        <translation>El pedido {order} se anuló. Reponga otra vez el pedido {replaces}.</translation>
    </message>
    <message>
        <source>Order {order} was taken back; its goods are in stock again.</source>
        <translation>El pedido {order} se anuló; sus productos están otra vez en stock.</translation>
    </message>
    <message>
        <source>Order {order} · {customer}{shop}</source>
        <translation>Pedido {order} · {customer}{shop}</translation>
    </message>
    <message>
        <source>Order {order}, {address}</source>
        <translation>Pedido {order}, {address}</translation>
    </message>
    <message>
        <source>Order {order}: {lower}. Make an exception first.</source>
        <translation>Pedido {order}: {lower}. Haga primero una excepción.</translation>
    </message>
    <message>
        <source>Ordered again</source>
        <translation>Volvieron a pedir</translation>
    </message>
    <message>
        <source>Ordered for {day_label}, {words}</source>
        <translation>Pedido para {day_label}, {words}</translation>
    </message>
    <message>
        <source>Orders served by their first visit, of all that were visited for the first time.</source>
        <translation>Pedidos atendidos en su primera visita, de todos los visitados por primera vez.</translation>
    </message>
    <message>
        <source>Orders that match</source>
        <translation>Pedidos que coinciden</translation>
    </message>
    <message>
        <source>Orders without a window of their own are planned within the hours</source>
        <translation>Los pedidos sin ventana propia se planifican dentro del horario</translation>
    </message>
    <message>
        <source>OsmAnd: online tracking address</source>
        <translation>OsmAnd: dirección de seguimiento en línea</translation>
    </message>
    <message>
        <source>Other dispositions than suggested</source>
        <translation>Otros destinos que los sugeridos</translation>
    </message>
    <message>
        <source>Other goods are sent at once for {orders}</source>
        <translation>Se envían de inmediato otros productos por {orders}</translation>
    </message>
    <message>
        <source>Other goods are sent.</source>
        <translation>Se envían otros productos.</translation>
    </message>
    <message>
        <source>Other goods, {near_day}</source>
        <translation>Otros productos, {near_day}</translation>
    </message>
    <message>
        <source>Other option</source>
        <translation>Otra opción</translation>
    </message>
    <message>
        <source>Other streets under the day: a PMTiles file, or pictures from a server, as https://tiles.example.com/{z}/{x}/{y}.png; empty: those of the region. Asking a server tells it where you look.</source>
        <translation>Otras calles bajo el día: un archivo PMTiles, o imágenes de un servidor, como https://tiles.example.com/{z}/{x}/{y}.png; vacío: las de la región. Pedirlas a un servidor le dice dónde mira usted.</translation>
    </message>
    <message>
        <source>Other vans fetch {fetching} orders from {route}, the first is {fetching_2}. Take them off first.</source>
        <translation>Otros furgones recogen {fetching} pedidos de {route}; el primero es {fetching_2}. Sáquelos primero.</translation>
    </message>
    <message>
        <source>Others export the log just now. Try again soon.</source>
        <translation>Otros exportan el registro en este momento. Intente otra vez pronto.</translation>
    </message>
    <message>
        <source>Out of time</source>
        <translation>Sin tiempo</translation>
    </message>
    <message>
        <source>Over</source>
        <translation>Sobra</translation>
    </message>
    <message>
        <source>Over HTTPS, but the phone’s browser keeps nothing: it does not trust the certificate, or the window is a private one. Without that the driver’s page does not work without a line.</source>
        <translation>Por HTTPS, pero el navegador del teléfono no guarda nada: no confía en el certificado, o la ventana es privada. Sin eso, la página del conductor no funciona sin línea.</translation>
    </message>
    <message>
        <source>Over HTTPS, with a certificate that the phone trusts: its browser keeps the page for use without a line.</source>
        <translation>Por HTTPS, con un certificado en que el teléfono confía: su navegador guarda la página para usarla sin línea.</translation>
    </message>
    <message>
        <source>Own van</source>
        <translation>Su furgón</translation>
    </message>
    <message>
        <source>Own van, as asked</source>
        <translation>Su furgón, como pidió</translation>
    </message>
    <message>
        <source>Own words</source>
        <translation>Palabras propias</translation>
    </message>
    <message>
        <source>Own words to the driver</source>
        <translation>Palabras propias al conductor</translation>
    </message>
    <message>
        <source>OwnTracks: mode HTTP, address</source>
        <translation>OwnTracks: modo HTTP, dirección</translation>
    </message>
    <message>
        <source>PDF to print</source>
        <translation>PDF para imprimir</translation>
    </message>
    <message>
        <source>Packing list</source>
        <translation>Lista de empaque</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Páginas</translation>
    </message>
    <message>
        <source>Pages of A4 (*.pdf)</source>
        <translation>Páginas A4 (*.pdf)</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>Paneles</translation>
    </message>
    <message>
        <source>Panels and layouts</source>
        <translation>Paneles y disposiciones</translation>
    </message>
    <message>
        <source>Panels and layouts of the window (Ctrl+Shift+L moves panels)</source>
        <translation>Paneles y disposiciones de la ventana (Ctrl+Shift+L mueve paneles)</translation>
    </message>
    <message>
        <source>Parking</source>
        <translation>Estacionamiento</translation>
    </message>
    <message>
        <source>Parking: {what}</source>
        <translation>Estacionamiento: {what}</translation>
    </message>
    <message>
        <source>Part of order {part_of}: the rest was delivered</source>
        <translation>Parte del pedido {part_of}: el resto se entregó</translation>
    </message>
    <message>
        <source>Partners</source>
        <translation>Socios</translation>
    </message>
    <message>
        <source>Parts of the day</source>
        <translation>Partes del día</translation>
    </message>
    <message>
        <source>Password, whole name and sign-ins are destroyed, and so are texts with the whole name. Everything that was decided stays in the log under {name}, a name that nobody gets again. This cannot be undone.</source>
        <translation>Se destruyen la contraseña, el nombre completo y las sesiones, y también los textos con el nombre completo. Todo lo que se decidió queda en el registro con el nombre {name}, que nadie vuelve a recibir. No se puede deshacer.</translation>
    </message>
    <message>
        <source>Passwords travel over encrypted lines only. Write wss:// instead of ws://.</source>
        <translation>Las contraseñas viajan solo por líneas cifradas. Escriba wss:// en vez de ws://.</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>Payload, kg</source>
        <translation>Carga útil, kg</translation>
    </message>
    <message>
        <source>Payment not ready</source>
        <translation>Pago no listo</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personas</translation>
    </message>
    <message>
        <source>People and desks have tokens of another kind.</source>
        <translation>Personas y escritorios tienen otro tipo de claves.</translation>
    </message>
    <message>
        <source>People of the office</source>
        <translation>Personas de la oficina</translation>
    </message>
    <message>
        <source>People…</source>
        <translation>Personas…</translation>
    </message>
    <message>
        <source>Percent longer than on empty roads</source>
        <translation>Porcentaje más que con calles vacías</translation>
    </message>
    <message>
        <source>Personal data</source>
        <translation>Datos personales</translation>
    </message>
    <message>
        <source>Photo from the door</source>
        <translation>Foto de la puerta</translation>
    </message>
    <message>
        <source>Photo of the attempt</source>
        <translation>Foto del intento</translation>
    </message>
    <message>
        <source>Photo of the inspection</source>
        <translation>Foto de la inspección</translation>
    </message>
    <message>
        <source>Photo {number}</source>
        <translation>Foto {number}</translation>
    </message>
    <message>
        <source>Photos cannot be looked at just now ({why}). Try again.</source>
        <translation>Ahora no se pueden revisar fotos ({why}). Intente otra vez.</translation>
    </message>
    <message>
        <source>Photos of the goods</source>
        <translation>Fotos de los productos</translation>
    </message>
    <message>
        <source>Picks it up at {where}</source>
        <translation>Lo retira en {where}</translation>
    </message>
    <message>
        <source>Pictures (*.jpg *.jpeg *.png *.webp)</source>
        <translation>Imágenes (*.jpg *.jpeg *.png *.webp)</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Imágenes (*.png)</translation>
    </message>
    <message>
        <source>Pieces</source>
        <translation>Piezas</translation>
    </message>
    <message>
        <source>Pin of {address} moved {metres} m</source>
        <translation>Pin de {address} movido {metres} m</translation>
    </message>
    <message>
        <source>Pin {metres} m {wind}</source>
        <translation>Pin {metres} m {wind}</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>Espacios</translation>
    </message>
    <message>
        <source>Plan a day</source>
        <translation>Planificar un día</translation>
    </message>
    <message>
        <source>Plan a day from scratch</source>
        <translation>Planificar un día desde cero</translation>
    </message>
    <message>
        <source>Plan a day…  (Ctrl+D)</source>
        <translation>Planificar un día…  (Ctrl+D)</translation>
    </message>
    <message>
        <source>Plan it</source>
        <translation>Planificarlo</translation>
    </message>
    <message>
        <source>Plan it…</source>
        <translation>Planificarlo…</translation>
    </message>
    <message>
        <source>Plan only what is chosen</source>
        <translation>Planificar solo lo elegido</translation>
    </message>
    <message>
        <source>Plan the day anew</source>
        <translation>Planificar el día de nuevo</translation>
    </message>
    <message>
        <source>Plan the day anew (F5); the planner: {planner}</source>
        <translation>Planificar el día de nuevo (F5); planificador: {planner}</translation>
    </message>
    <message>
        <source>Plan the day…</source>
        <translation>Planificar el día…</translation>
    </message>
    <message>
        <source>Plan these {chosen} together…</source>
        <translation>Planificar estos {chosen} juntos…</translation>
    </message>
    <message>
        <source>Plan these {n} routes together…</source>
        <translation>Planificar juntas estas {n} rutas…</translation>
    </message>
    <message>
        <source>Plan with its neighbours…</source>
        <translation>Planificar con sus vecinas…</translation>
    </message>
    <message>
        <source>Plan {many} together…</source>
        <translation>Planificar {many} juntos…</translation>
    </message>
    <message>
        <source>Planned</source>
        <translation>Planificado</translation>
    </message>
    <message>
        <source>Planned and actual</source>
        <translation>Planificado y real</translation>
    </message>
    <message>
        <source>Plans</source>
        <translation>Planes</translation>
    </message>
    <message>
        <source>Plans (F5)</source>
        <translation>Planes (F5)</translation>
    </message>
    <message>
        <source>Plans around {routes_name}</source>
        <translation>Planes alrededor de {routes_name}</translation>
    </message>
    <message>
        <source>Plans for the day</source>
        <translation>Planes para el día</translation>
    </message>
    <message>
        <source>Plans for {order}</source>
        <translation>Planes para {order}</translation>
    </message>
    <message>
        <source>Plans for {route}</source>
        <translation>Planes para {route}</translation>
    </message>
    <message>
        <source>Plans, and what becomes of each order</source>
        <translation>Planes, y qué pasa con cada pedido</translation>
    </message>
    <message>
        <source>Plans, times and ways on the map lead around it, in both directions. Ctrl+Z takes it back.</source>
        <translation>Planes, tiempos y caminos en el mapa la rodean, en ambos sentidos. Ctrl+Z lo deshace.</translation>
    </message>
    <message>
        <source>Plate or number</source>
        <translation>Patente o número</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Reproducir</translation>
    </message>
    <message>
        <source>Please call me</source>
        <translation>Llámenme, por favor</translation>
    </message>
    <message>
        <source>Please call the office</source>
        <translation>Llame a la oficina, por favor</translation>
    </message>
    <message>
        <source>Police</source>
        <translation>Policía</translation>
    </message>
    <message>
        <source>Policies</source>
        <translation>Políticas</translation>
    </message>
    <message>
        <source>Policies (*.toml)</source>
        <translation>Políticas (*.toml)</translation>
    </message>
    <message>
        <source>Postcode</source>
        <translation>Código postal</translation>
    </message>
    <message>
        <source>Premises closed</source>
        <translation>Local cerrado</translation>
    </message>
    <message>
        <source>Present &amp;password</source>
        <translation>Contraseña a&amp;ctual</translation>
    </message>
    <message>
        <source>Press A, B, C or D.</source>
        <translation>Pulse A, B, C o D.</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Precio</translation>
    </message>
    <message>
        <source>Price of one</source>
        <translation>Precio unitario</translation>
    </message>
    <message>
        <source>Price of one order</source>
        <translation>Precio por pedido</translation>
    </message>
    <message>
        <source>Private networks that shops&apos; webhooks may lead to, as 10.0.0.0/8 192.168.1.7; empty: they lead to public addresses only.</source>
        <translation>Redes privadas a las que pueden ir los webhooks de las tiendas, como 10.0.0.0/8 192.168.1.7; vacío: solo a direcciones públicas.</translation>
    </message>
    <message>
        <source>Problem at the door: {reason}</source>
        <translation>Problema en la puerta: {reason}</translation>
    </message>
    <message>
        <source>Promised {window}</source>
        <translation>Prometido {window}</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Prueba</translation>
    </message>
    <message>
        <source>Proposal for {route}: {words}</source>
        <translation>Propuesta para {route}: {words}</translation>
    </message>
    <message>
        <source>Proxy networks</source>
        <translation>Redes del proxy</translation>
    </message>
    <message>
        <source>Public address</source>
        <translation>Dirección pública</translation>
    </message>
    <message>
        <source>Public holidays: {days}</source>
        <translation>Festivos: {days}</translation>
    </message>
    <message>
        <source>Put a pin on the map… (Alt+M)</source>
        <translation>Poner un pin en el mapa… (Alt+M)</translation>
    </message>
    <message>
        <source>Put all of them onto the routes that pass them</source>
        <translation>Ponerlos todos en las rutas que pasan por ahí</translation>
    </message>
    <message>
        <source>Put an order onto a route, at its best place</source>
        <translation>Poner un pedido en una ruta, en su mejor lugar</translation>
    </message>
    <message>
        <source>Put aside until somebody answers or a time comes</source>
        <translation>Apartado hasta que alguien responda o llegue la hora</translation>
    </message>
    <message>
        <source>Put away</source>
        <translation>Guardado</translation>
    </message>
    <message>
        <source>Put away by</source>
        <translation>Guardado por</translation>
    </message>
    <message>
        <source>Put away; the window&apos;s menu brings it back</source>
        <translation>Guardar; el menú de la ventana lo trae de vuelta</translation>
    </message>
    <message>
        <source>Put its stops onto another route…</source>
        <translation>Pasar sus paradas a otra ruta…</translation>
    </message>
    <message>
        <source>Put {stops} of {route} onto {to} all the same?</source>
        <translation>¿Pasar {stops} de {route} a {to} de todos modos?</translation>
    </message>
    <message>
        <source>Put {untold} refunds in a run…</source>
        <translation>Poner {untold} reembolsos en una tanda…</translation>
    </message>
    <message>
        <source>Put {words} all the same?</source>
        <translation>¿Poner {words} de todos modos?</translation>
    </message>
    <message>
        <source>Putaway list</source>
        <translation>Lista de guardado</translation>
    </message>
    <message>
        <source>QR code for an authenticator app</source>
        <translation>Código QR para una app de autenticación</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>Cantidad</translation>
    </message>
    <message>
        <source>Quarantine</source>
        <translation>Cuarentena</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Cola</translation>
    </message>
    <message>
        <source>Queue of cases</source>
        <translation>Cola de casos</translation>
    </message>
    <message>
        <source>Queue: {waiting} cases; map {drawn}.</source>
        <translation>Cola: {waiting} casos; mapa {drawn}.</translation>
    </message>
    <message>
        <source>Queue: {words}</source>
        <translation>Cola: {words}</translation>
    </message>
    <message>
        <source>Quiet from</source>
        <translation>En silencio desde</translation>
    </message>
    <message>
        <source>Quiet hours begin and end at the same time. Move one of the two.</source>
        <translation>Las horas de silencio empiezan y terminan a la misma hora. Mueva una de las dos.</translation>
    </message>
    <message>
        <source>Quiet until</source>
        <translation>En silencio hasta</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Período</translation>
    </message>
    <message>
        <source>Range…</source>
        <translation>Período…</translation>
    </message>
    <message>
        <source>Reached from outside your network ({at}).</source>
        <translation>Se alcanza desde fuera de su red ({at}).</translation>
    </message>
    <message>
        <source>Reached from this computer. A phone was not tried yet.</source>
        <translation>Se alcanza desde este computador. Aún no se probó un teléfono.</translation>
    </message>
    <message>
        <source>Reached from your own network ({at}). Switch the phone’s wireless network off.</source>
        <translation>Se alcanza desde su propia red ({at}). Apague la red inalámbrica del teléfono.</translation>
    </message>
    <message>
        <source>Reached from {at}, but over a wireless network, says the phone. Switch that off.</source>
        <translation>Se alcanza desde {at}, pero por una red inalámbrica, dice el teléfono. Apáguela.</translation>
    </message>
    <message>
        <source>Reached over mobile data, says the phone (from {at}).</source>
        <translation>Se alcanza por datos móviles, dice el teléfono (desde {at}).</translation>
    </message>
    <message>
        <source>Read return policies</source>
        <translation>Leer políticas de devolución</translation>
    </message>
    <message>
        <source>Read return policies from a file…</source>
        <translation>Leer políticas de devolución de un archivo…</translation>
    </message>
    <message>
        <source>Read stock</source>
        <translation>Leer stock</translation>
    </message>
    <message>
        <source>Read stock…</source>
        <translation>Leer stock…</translation>
    </message>
    <message>
        <source>Read the shops&apos; answers</source>
        <translation>Leer las respuestas de las tiendas</translation>
    </message>
    <message>
        <source>Read the shops&apos; answers…</source>
        <translation>Leer las respuestas de las tiendas…</translation>
    </message>
    <message>
        <source>Reading addresses</source>
        <translation>Leyendo direcciones</translation>
    </message>
    <message>
        <source>Reading roads</source>
        <translation>Leyendo calles</translation>
    </message>
    <message>
        <source>Reading what the map shows</source>
        <translation>Leyendo lo que muestra el mapa</translation>
    </message>
    <message>
        <source>Reading {extract_name}</source>
        <translation>Leyendo {extract_name}</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Leyendo…</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Reason of the return</source>
        <translation>Motivo de la devolución</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>Motivos</translation>
    </message>
    <message>
        <source>Reassign</source>
        <translation>Reasignar</translation>
    </message>
    <message>
        <source>Reassign (R)</source>
        <translation>Reasignar (R)</translation>
    </message>
    <message>
        <source>Rebook</source>
        <translation>Agendar otra vez</translation>
    </message>
    <message>
        <source>Rebook and count the no-show</source>
        <translation>Agendar otra vez y contar la ausencia</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Comprobante</translation>
    </message>
    <message>
        <source>Receive</source>
        <translation>Recibir</translation>
    </message>
    <message>
        <source>Receive, inspect, lots, containers, close the day (Ctrl+G)</source>
        <translation>Recibir, inspeccionar, lotes, envases, cerrar el día (Ctrl+G)</translation>
    </message>
    <message>
        <source>Received as a donation, not for resale, by</source>
        <translation>Recibido como donación, no para reventa, por</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Registrar</translation>
    </message>
    <message>
        <source>Record anew</source>
        <translation>Registrar de nuevo</translation>
    </message>
    <message>
        <source>Record it</source>
        <translation>Registrarlo</translation>
    </message>
    <message>
        <source>Recover it from the wrong address, then deliver</source>
        <translation>Recuperarlo de la otra dirección y entregar</translation>
    </message>
    <message>
        <source>Recovered value</source>
        <translation>Valor recuperado</translation>
    </message>
    <message>
        <source>Recovery</source>
        <translation>Recuperado</translation>
    </message>
    <message>
        <source>Recovery codes</source>
        <translation>Códigos de recuperación</translation>
    </message>
    <message>
        <source>Recycle</source>
        <translation>Reciclar</translation>
    </message>
    <message>
        <source>Recycled goods</source>
        <translation>Productos reciclados</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Rehacer</translation>
    </message>
    <message>
        <source>Refillable containers</source>
        <translation>Envases retornables</translation>
    </message>
    <message>
        <source>Refillable containers that customers hold now, those with most of them first.</source>
        <translation>Envases retornables que tienen ahora los clientes, primero quienes más tienen.</translation>
    </message>
    <message>
        <source>Refund</source>
        <comment>a request</comment>
        <translation>Reembolso</translation>
    </message>
    <message>
        <source>Refund</source>
        <comment>a column</comment>
        <translation>Reembolso</translation>
    </message>
    <message>
        <source>Refund</source>
        <translation>Reembolsar</translation>
    </message>
    <message>
        <source>Refund an order</source>
        <translation>Reembolsar un pedido</translation>
    </message>
    <message>
        <source>Refund due</source>
        <translation>Reembolso pendiente</translation>
    </message>
    <message>
        <source>Refund it</source>
        <translation>Reembolsarlo</translation>
    </message>
    <message>
        <source>Refund of {order}: the shop is asked once a supervisor has agreed</source>
        <translation>Reembolso de {order}: se pide a la tienda cuando un supervisor esté de acuerdo</translation>
    </message>
    <message>
        <source>Refund part</source>
        <translation>Reembolsar parte</translation>
    </message>
    <message>
        <source>Refund part…</source>
        <translation>Reembolsar parte…</translation>
    </message>
    <message>
        <source>Refund without asking up to</source>
        <translation>Reembolsar sin preguntar hasta</translation>
    </message>
    <message>
        <source>Refund {money} {when_words}</source>
        <translation>Reembolso {money} {when_words}</translation>
    </message>
    <message>
        <source>Refund, as asked</source>
        <translation>Reembolsar, como pidió</translation>
    </message>
    <message>
        <source>Refund, nothing comes back</source>
        <translation>Reembolso, nada vuelve</translation>
    </message>
    <message>
        <source>Refund, the customer keeps it</source>
        <translation>Reembolso, el cliente se lo queda</translation>
    </message>
    <message>
        <source>Refund, the goods come back</source>
        <translation>Reembolso, los productos vuelven</translation>
    </message>
    <message>
        <source>Refunds</source>
        <translation>Reembolsos</translation>
    </message>
    <message>
        <source>Refunds over</source>
        <translation>Reembolsos sobre</translation>
    </message>
    <message>
        <source>Refunds, return policies and stock of the shops</source>
        <translation>Reembolsos, políticas de devolución y stock de las tiendas</translation>
    </message>
    <message>
        <source>Refund…</source>
        <translation>Reembolsar…</translation>
    </message>
    <message>
        <source>Refurbish</source>
        <translation>Reacondicionar</translation>
    </message>
    <message>
        <source>Refurbished goods</source>
        <translation>Productos reacondicionados</translation>
    </message>
    <message>
        <source>Refused because {why_not}</source>
        <translation>Rechazado porque {why_not}</translation>
    </message>
    <message>
        <source>Refused by the customer</source>
        <translation>Rechazado por el cliente</translation>
    </message>
    <message>
        <source>Refused commands a minute, beyond the first 200, until a device is listened to more slowly; 0: none is.</source>
        <translation>Comandos rechazados por minuto, tras los primeros 200, hasta que se escucha más lento a un dispositivo; 0: a ninguno.</translation>
    </message>
    <message>
        <source>Refused per minute</source>
        <translation>Rechazos por minuto</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>Regiones</translation>
    </message>
    <message>
        <source>Regions of this computer</source>
        <translation>Regiones de este computador</translation>
    </message>
    <message>
        <source>Regions: roads, maps and addresses (Ctrl+Shift+G)</source>
        <translation>Regiones: calles, mapas y direcciones (Ctrl+Shift+G)</translation>
    </message>
    <message>
        <source>Regions…</source>
        <translation>Regiones…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Remove geofence {name}</source>
        <translation>Quitar la geocerca {name}</translation>
    </message>
    <message>
        <source>Remove the app</source>
        <translation>Quitar la app</translation>
    </message>
    <message>
        <source>Remove the region {name}?</source>
        <translation>¿Quitar la región {name}?</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>Quitar {name}</translation>
    </message>
    <message>
        <source>Remove {name}?</source>
        <translation>¿Quitar a {name}?</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Quitar…</translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation>Reabrir</translation>
    </message>
    <message>
        <source>Reopen the day</source>
        <translation>Reabrir el día</translation>
    </message>
    <message>
        <source>Reopened: {because}</source>
        <translation>Reabierto: {because}</translation>
    </message>
    <message>
        <source>Repeat addresses</source>
        <translation>Direcciones repetidas</translation>
    </message>
    <message>
        <source>Replace order {order}? {how}</source>
        <translation>¿Reponer el pedido {order}? {how}</translation>
    </message>
    <message>
        <source>Report as lost</source>
        <translation>Informar perdido</translation>
    </message>
    <message>
        <source>Report that you have arrived at stop {stop} first.</source>
        <translation>Informe primero que llegó a la parada {stop}.</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>Informes</translation>
    </message>
    <message>
        <source>Require app codes</source>
        <translation>Exigir códigos de app</translation>
    </message>
    <message>
        <source>Reset to {default}</source>
        <translation>Volver a {default}</translation>
    </message>
    <message>
        <source>Resources</source>
        <translation>Recursos</translation>
    </message>
    <message>
        <source>Resources: everyone who could help now (Ctrl+R)</source>
        <translation>Recursos: todos los que podrían ayudar ahora (Ctrl+R)</translation>
    </message>
    <message>
        <source>Retry in opening hours</source>
        <translation>Reintentar en horario de atención</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Devolución</translation>
    </message>
    <message>
        <source>Return not ready</source>
        <translation>Devolución no lista</translation>
    </message>
    <message>
        <source>Return note</source>
        <translation>Guía de devolución</translation>
    </message>
    <message>
        <source>Return policies changed</source>
        <translation>Políticas de devolución cambiadas</translation>
    </message>
    <message>
        <source>Return policies of the shops</source>
        <translation>Políticas de devolución de las tiendas</translation>
    </message>
    <message>
        <source>Return policies…</source>
        <translation>Políticas de devolución…</translation>
    </message>
    <message>
        <source>Return policy</source>
        <translation>Política de devolución</translation>
    </message>
    <message>
        <source>Return to collect</source>
        <translation>Devolución por retirar</translation>
    </message>
    <message>
        <source>Return to the depot; retention call</source>
        <translation>Devolver al depósito; llamada de retención</translation>
    </message>
    <message>
        <source>Return to vendor</source>
        <translation>Devolver al proveedor</translation>
    </message>
    <message>
        <source>Return what is there, replace</source>
        <translation>Devolver lo que hay y reponer</translation>
    </message>
    <message>
        <source>Return, then refund or replace</source>
        <translation>Devolver; luego reembolsar o reponer</translation>
    </message>
    <message>
        <source>Return, to decide</source>
        <translation>Devolución, por decidir</translation>
    </message>
    <message>
        <source>Returned</source>
        <translation>Devuelto</translation>
    </message>
    <message>
        <source>Returned goods are listed here once their van is counted.</source>
        <translation>Los productos devueltos aparecen aquí cuando su furgón está contado.</translation>
    </message>
    <message>
        <source>Returns</source>
        <translation>Devoluciones</translation>
    </message>
    <message>
        <source>Revoke a link</source>
        <translation>Revocar un enlace</translation>
    </message>
    <message>
        <source>Revoke a link…</source>
        <translation>Revocar un enlace…</translation>
    </message>
    <message>
        <source>Revoke it</source>
        <translation>Revocarlo</translation>
    </message>
    <message>
        <source>Rewind</source>
        <translation>Rebobinar</translation>
    </message>
    <message>
        <source>Rewind the day</source>
        <translation>Rebobinar el día</translation>
    </message>
    <message>
        <source>Rewinding…</source>
        <translation>Rebobinando…</translation>
    </message>
    <message>
        <source>Rewinding… {share} %</source>
        <translation>Rebobinando… {share} %</translation>
    </message>
    <message>
        <source>Rewound</source>
        <translation>Rebobinado</translation>
    </message>
    <message>
        <source>Rewound to {clock}</source>
        <translation>Rebobinado a {clock}</translation>
    </message>
    <message>
        <source>Rewound {clock}</source>
        <translation>Rebobinado {clock}</translation>
    </message>
    <message>
        <source>Right-click one of them for what can be done with all.</source>
        <translation>Clic derecho en uno para lo que se puede hacer con todos.</translation>
    </message>
    <message>
        <source>Road closed</source>
        <translation>Calle cerrada</translation>
    </message>
    <message>
        <source>Road network {path} {what}. Build it again: python -m core.region.build EXTRACT.osm.pbf {parent}</source>
        <translation>La red de caminos {path} {what}. Constrúyala otra vez: python -m core.region.build EXTRACT.osm.pbf {parent}</translation>
    </message>
    <message>
        <source>Roads, map and addresses of a city, for the depots that are set up there.</source>
        <translation>Calles, mapa y direcciones de una ciudad, para los depósitos que se crean ahí.</translation>
    </message>
    <message>
        <source>Roadworks</source>
        <translation>Obras</translation>
    </message>
    <message>
        <source>Roadworks, a parade…</source>
        <translation>Obras, un desfile…</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rol</translation>
    </message>
    <message>
        <source>Room at most</source>
        <translation>Espacio máx.</translation>
    </message>
    <message>
        <source>Room now</source>
        <translation>Espacio ahora</translation>
    </message>
    <message>
        <source>Round</source>
        <translation>Ronda</translation>
    </message>
    <message>
        <source>Round number</source>
        <translation>Número de ronda</translation>
    </message>
    <message>
        <source>Round {each_name}, {calendar_words}</source>
        <translation>Ronda {each_name}, {calendar_words}</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>Rondas</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Ruta</translation>
    </message>
    <message>
        <source>Route X{number}</source>
        <translation>Ruta X{number}</translation>
    </message>
    <message>
        <source>Route board</source>
        <translation>Tablero de rutas</translation>
    </message>
    <message>
        <source>Route {name}</source>
        <translation>Ruta {name}</translation>
    </message>
    <message>
        <source>Routes</source>
        <translation>Rutas</translation>
    </message>
    <message>
        <source>Routes (Ctrl+R)</source>
        <translation>Rutas (Ctrl+R)</translation>
    </message>
    <message>
        <source>Routes as they set out beside what they became. Kilometres are straight lines × 1.35, doors those that were visited, shifts those that have ended. The figure is the share of the planned stops that were visited.</source>
        <translation>Las rutas como salieron junto a lo que resultaron. Los kilómetros son líneas rectas × 1,35; las puertas, las visitadas; los turnos, los terminados. La cifra es la parte de las paradas planificadas que se visitó.</translation>
    </message>
    <message>
        <source>Routes as {words}</source>
        <translation>Rutas como {words}</translation>
    </message>
    <message>
        <source>Routes that could take it</source>
        <translation>Rutas que podrían tomarlo</translation>
    </message>
    <message>
        <source>Routes that have not ended can be taken over.</source>
        <translation>Las rutas que no han terminado se pueden tomar.</translation>
    </message>
    <message>
        <source>Routing url</source>
        <translation>Servidor de rutas</translation>
    </message>
    <message>
        <source>Row 1: it must say sku,count.</source>
        <translation>Fila 1: debe decir sku,count.</translation>
    </message>
    <message>
        <source>Row 1: the column {shown} is missing.</source>
        <translation>Fila 1: falta la columna {shown}.</translation>
    </message>
    <message>
        <source>Row {number}: {found}.</source>
        <translation>Fila {number}: {found}.</translation>
    </message>
    <message>
        <source>Rows of the file, and what becomes of each</source>
        <translation>Filas del archivo y qué pasa con cada una</translation>
    </message>
    <message>
        <source>Run {run} is in {file_name}</source>
        <translation>La tanda {run} está en {file_name}</translation>
    </message>
    <message>
        <source>Run {run} was not written: {error}. Write it again elsewhere.</source>
        <translation>La tanda {run} no se escribió: {error}. Escríbala en otra parte.</translation>
    </message>
    <message>
        <source>SKU {sku}</source>
        <translation>SKU {sku}</translation>
    </message>
    <message>
        <source>SKUs, separated by commas</source>
        <translation>SKU separados por comas</translation>
    </message>
    <message>
        <source>Said</source>
        <translation>Dicho</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation>sábado</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Save the map</source>
        <translation>Guardar el mapa</translation>
    </message>
    <message>
        <source>Save the reports</source>
        <translation>Guardar los informes</translation>
    </message>
    <message>
        <source>Saved as {file}.</source>
        <translation>Guardado como {file}.</translation>
    </message>
    <message>
        <source>Saves what can be saved, however much changes.</source>
        <translation>Ahorra lo que se pueda, cambie lo que cambie.</translation>
    </message>
    <message>
        <source>Saves {listed}, moves {stops}</source>
        <translation>Ahorra {listed}, mueve {stops}</translation>
    </message>
    <message>
        <source>Saving {name}: {share}</source>
        <translation>Guardando {name}: {share}</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Guardando…</translation>
    </message>
    <message>
        <source>Say how many minutes the driver waits, 1 to 60.</source>
        <translation>Diga cuántos minutos espera el conductor, de 1 a 60.</translation>
    </message>
    <message>
        <source>Say in words which kind of “{entry}” is meant.</source>
        <translation>Diga con palabras qué tipo de «{entry}» es.</translation>
    </message>
    <message>
        <source>Say it whole: {pattern}</source>
        <translation>Dígalo completo: {pattern}</translation>
    </message>
    <message>
        <source>Say on which weekdays it is made, as Mon, Thu.</source>
        <translation>Diga en qué días de la semana se hace, como lun, jue.</translation>
    </message>
    <message>
        <source>Say until when the case waits: later than now and within 30 days.</source>
        <translation>Diga hasta cuándo espera el caso: después de ahora y dentro de 30 días.</translation>
    </message>
    <message>
        <source>Say what the driver should try: a code, an entrance, whom to ask for.</source>
        <translation>Diga qué debe intentar el conductor: un código, una entrada, por quién preguntar.</translation>
    </message>
    <message>
        <source>Say which neighbour: a name, or the number of the door.</source>
        <translation>Diga qué vecino: un nombre o el número de la puerta.</translation>
    </message>
    <message>
        <source>Say who takes lot {lot}.</source>
        <translation>Diga quién se lleva el lote {lot}.</translation>
    </message>
    <message>
        <source>Say why an exception is made.</source>
        <translation>Diga por qué se hace una excepción.</translation>
    </message>
    <message>
        <source>Say why: the reason stays with the decision.</source>
        <translation>Diga por qué: el motivo queda con la decisión.</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>Escanear</translation>
    </message>
    <message>
        <source>Scan or type: line, order, or goods such as KETTLE*2</source>
        <translation>Escanee o escriba: línea, pedido o producto, como KETTLE*2</translation>
    </message>
    <message>
        <source>Scan this with an authenticator app, then type the code that it shows.</source>
        <translation>Escanee esto con una aplicación de autenticación, y escriba el código que muestra.</translation>
    </message>
    <message>
        <source>Scrap</source>
        <translation>Desechar</translation>
    </message>
    <message>
        <source>Search number, name, street, reason</source>
        <translation>Buscar número, nombre, calle, motivo</translation>
    </message>
    <message>
        <source>Search the queue</source>
        <translation>Buscar en la cola</translation>
    </message>
    <message>
        <source>Searching; better plans follow for some seconds.</source>
        <translation>Buscando; en unos segundos llegan planes mejores.</translation>
    </message>
    <message>
        <source>Seconds after the last change until a driver&apos;s tray is sent by itself; 0: only by key.</source>
        <translation>Segundos tras el último cambio hasta que la bandeja de un conductor se envía sola; 0: solo con la tecla.</translation>
    </message>
    <message>
        <source>Seconds of the day in a second</source>
        <translation>Segundos del día por segundo</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Enviar</translation>
    </message>
    <message>
        <source>Send (Enter)</source>
        <translation>Enviar (Enter)</translation>
    </message>
    <message>
        <source>Send a driver&apos;s changes</source>
        <translation>Enviar los cambios de un conductor</translation>
    </message>
    <message>
        <source>Send a payment link, then retry</source>
        <translation>Enviar un enlace de pago y reintentar</translation>
    </message>
    <message>
        <source>Send after (s)</source>
        <translation>Enviar después de (s)</translation>
    </message>
    <message>
        <source>Send all  (Ctrl+Enter)</source>
        <translation>Enviar todo  (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Send all changes, or finish the count</source>
        <translation>Enviar todos los cambios, o terminar el conteo</translation>
    </message>
    <message>
        <source>Send back</source>
        <translation>Devolver</translation>
    </message>
    <message>
        <source>Send back (B)</source>
        <translation>Devolver (B)</translation>
    </message>
    <message>
        <source>Send changes</source>
        <translation>Enviar cambios</translation>
    </message>
    <message>
        <source>Send order {order_id} to {address} instead of {address_2}, {far} away?</source>
        <translation>¿Enviar el pedido {order_id} a {address} en vez de {address_2}, a {far}?</translation>
    </message>
    <message>
        <source>Send the changes to {driver}</source>
        <translation>Enviar los cambios a {driver}</translation>
    </message>
    <message>
        <source>Sent back</source>
        <translation>Devuelto</translation>
    </message>
    <message>
        <source>Sent instead of order {replaces}</source>
        <translation>Enviado en vez del pedido {replaces}</translation>
    </message>
    <message>
        <source>Sent the receipt</source>
        <translation>Comprobante enviado</translation>
    </message>
    <message>
        <source>Sent to the driver of {route}</source>
        <translation>Enviado al conductor de {route}</translation>
    </message>
    <message>
        <source>Sent to {row_name}</source>
        <translation>Enviado a {row_name}</translation>
    </message>
    <message>
        <source>Serious</source>
        <translation>Grave</translation>
    </message>
    <message>
        <source>Serious from</source>
        <translation>Grave desde</translation>
    </message>
    <message>
        <source>Served on time</source>
        <translation>Atendidas a tiempo</translation>
    </message>
    <message>
        <source>Server that is asked for travel times, as osrm+http://127.0.0.1:5000 or valhalla+http://127.0.0.1:8002, with /PROFILE behind it; empty, or while it does not answer, the region&apos;s own roads are used.</source>
        <translation>Servidor al que se piden tiempos de viaje, como osrm+http://127.0.0.1:5000 o valhalla+http://127.0.0.1:8002, seguido de /PROFILE; vacío, o mientras no responde, se usan las calles de la región.</translation>
    </message>
    <message>
        <source>Server that is asked where addresses of imported lists are, as photon+http://127.0.0.1:2322 or nominatim+https://nominatim.example.com; empty, or while it does not answer, the region&apos;s own index is used. Asking a server tells it your customers&apos; addresses.</source>
        <translation>Servidor al que se pregunta dónde están las direcciones de listas importadas, como photon+http://127.0.0.1:2322 o nominatim+https://nominatim.example.com; vacío, o mientras no responde, se usa el índice de la región. Preguntar a un servidor le dice las direcciones de sus clientes.</translation>
    </message>
    <message>
        <source>Set it up</source>
        <translation>Crearlo</translation>
    </message>
    <message>
        <source>Set up a depot here…</source>
        <translation>Crear un depósito aquí…</translation>
    </message>
    <message>
        <source>Set up a depot of your own</source>
        <translation>Crear un depósito propio</translation>
    </message>
    <message>
        <source>Set up a depot of your own…</source>
        <translation>Crear un depósito propio…</translation>
    </message>
    <message>
        <source>Set up a depot…</source>
        <translation>Crear un depósito…</translation>
    </message>
    <message>
        <source>Setting up…</source>
        <translation>Creando…</translation>
    </message>
    <message>
        <source>Settings of the depot</source>
        <translation>Ajustes del depósito</translation>
    </message>
    <message>
        <source>Settings of the depot (Ctrl+,)</source>
        <translation>Ajustes del depósito (Ctrl+,)</translation>
    </message>
    <message>
        <source>Settings of this computer</source>
        <translation>Ajustes de este computador</translation>
    </message>
    <message>
        <source>Settings of this computer…</source>
        <translation>Ajustes de este computador…</translation>
    </message>
    <message>
        <source>Settings of {depot}</source>
        <translation>Ajustes de {depot}</translation>
    </message>
    <message>
        <source>Settled</source>
        <translation>Cerrados</translation>
    </message>
    <message>
        <source>Shift ends {ends}, back at {at}: {over} over</source>
        <translation>El turno termina {ends}, de vuelta {at}: {over} de más</translation>
    </message>
    <message>
        <source>Shift hand-over</source>
        <translation>Entrega de turno</translation>
    </message>
    <message>
        <source>Shift hand-over {where}{day} {clock}</source>
        <translation>Entrega de turno {where}{day} {clock}</translation>
    </message>
    <message>
        <source>Shop</source>
        <translation>Tienda</translation>
    </message>
    <message>
        <source>Shops</source>
        <translation>Tiendas</translation>
    </message>
    <message>
        <source>Shops · {unanswered} {refunds} unanswered</source>
        <translation>Tiendas · {unanswered} {refunds} sin respuesta</translation>
    </message>
    <message>
        <source>Shops · {untold} {refunds} to send</source>
        <translation>Tiendas · {untold} {refunds} por enviar</translation>
    </message>
    <message>
        <source>Short</source>
        <translation>Falta</translation>
    </message>
    <message>
        <source>Shorten it to {LONGEST} characters.</source>
        <translation>Acórtelo a {LONGEST} caracteres.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Mostrar</translation>
    </message>
    <message>
        <source>Show @{route}</source>
        <translation>Ver @{route}</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Mostrar todo</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Mostrar todo</translation>
    </message>
    <message>
        <source>Show only the routes that can take the chosen order on the map</source>
        <translation>Mostrar en el mapa solo las rutas que pueden tomar el pedido elegido</translation>
    </message>
    <message>
        <source>Show or hide: {title}</source>
        <translation>Mostrar u ocultar: {title}</translation>
    </message>
    <message>
        <source>Show the proof, then trace</source>
        <translation>Mostrar la prueba; luego buscar</translation>
    </message>
    <message>
        <source>Show the whole day (Home)</source>
        <translation>Mostrar todo el día (Inicio)</translation>
    </message>
    <message>
        <source>Show waiting updates</source>
        <translation>Mostrar los cambios en espera</translation>
    </message>
    <message>
        <source>Show {order}</source>
        <translation>Ver {order}</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Iniciar sesión</translation>
    </message>
    <message>
        <source>Sign in at your hub</source>
        <translation>Inicie sesión en su hub</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Iniciar sesión…</translation>
    </message>
    <message>
        <source>Sign off</source>
        <translation>Firmar</translation>
    </message>
    <message>
        <source>Sign off the day</source>
        <translation>Firmar el día</translation>
    </message>
    <message>
        <source>Sign off {day}… (S)</source>
        <translation>Firmar {day}… (S)</translation>
    </message>
    <message>
        <source>Sign off {words}: what should whoever opens the next day know?</source>
        <translation>Firmar {words}: ¿qué debe saber quien abra el día siguiente?</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Cerrar sesión</translation>
    </message>
    <message>
        <source>Sign out everywhere</source>
        <translation>Cerrar sesión en todas partes</translation>
    </message>
    <message>
        <source>Sign out the driver&apos;s page</source>
        <translation>Cerrar la página del conductor</translation>
    </message>
    <message>
        <source>Sign the page out …</source>
        <translation>Cerrar la página …</translation>
    </message>
    <message>
        <source>Sign {name}&apos;s page out?</source>
        <translation>¿Cerrar la sesión de la página de {name}?</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>Con sesión</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>Size (%)</source>
        <translation>Tamaño (%)</translation>
    </message>
    <message>
        <source>Size of everything in the window, in percent.</source>
        <translation>Tamaño de todo en la ventana, en porcentaje.</translation>
    </message>
    <message>
        <source>Slots</source>
        <translation>Espacios</translation>
    </message>
    <message>
        <source>Slots that can be offered</source>
        <translation>Horarios que se pueden ofrecer</translation>
    </message>
    <message>
        <source>Slots · a click holds one for ten minutes, Enter or a double-click books it</source>
        <translation>Horarios · un clic reserva uno por diez minutos, Enter o doble clic lo confirma</translation>
    </message>
    <message>
        <source>So many points of the share go with every week.</source>
        <translation>Tantos puntos del porcentaje se van con cada semana.</translation>
    </message>
    <message>
        <source>So much is asked of the shop at once. 0: the office looks first.</source>
        <translation>Tanto se pide de inmediato a la tienda. 0: la oficina mira primero.</translation>
    </message>
    <message>
        <source>Sold in bulk to a remainder dealer</source>
        <translation>Vendido por lote a un saldista</translation>
    </message>
    <message>
        <source>Solver (ms)</source>
        <translation>Solucionador (ms)</translation>
    </message>
    <message>
        <source>Somebody else has to look at it</source>
        <translation>Otra persona debe revisarlo</translation>
    </message>
    <message>
        <source>Somebody has changed the days without rounds meanwhile. Look again.</source>
        <translation>Alguien cambió mientras tanto los días sin rondas. Mire otra vez.</translation>
    </message>
    <message>
        <source>Somebody has decided on order {order} since. Look at its case.</source>
        <translation>Alguien decidió después sobre el pedido {order}. Mire su caso.</translation>
    </message>
    <message>
        <source>Somebody new</source>
        <translation>Alguien nuevo</translation>
    </message>
    <message>
        <source>Somebody showed a token of {device} that was replaced by a new one since. A copied device, or one that was set back to an earlier day; it was not let in.</source>
        <translation>Alguien mostró una clave de {device} que ya se reemplazó por otra. Un equipo copiado, o vuelto a un día anterior; no se lo dejó entrar.</translation>
    </message>
    <message>
        <source>Something has happened to order {order} since it was fetched.</source>
        <translation>Algo pasó con el pedido {order} desde que fue retirado.</translation>
    </message>
    <message>
        <source>Something has happened to {what} since {route} was counted.</source>
        <translation>Algo pasó con {what} desde que se contó {route}.</translation>
    </message>
    <message>
        <source>Something is not as on my list</source>
        <translation>Algo no está como en mi lista</translation>
    </message>
    <message>
        <source>Sounds</source>
        <translation>Sonidos</translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation>Español</translation>
    </message>
    <message>
        <source>Speed of the simulated day</source>
        <translation>Velocidad del día simulado</translation>
    </message>
    <message>
        <source>Speed of the simulated day: {rate_words}</source>
        <translation>Velocidad del día simulado: {rate_words}</translation>
    </message>
    <message>
        <source>Split its work…</source>
        <translation>Repartir su trabajo…</translation>
    </message>
    <message>
        <source>Split {order} of {name} over {route}, {extra} in all?</source>
        <translation>¿Repartir {order} de {name} entre {route}, {extra} en total?</translation>
    </message>
    <message>
        <source>Spread a new day over the vans</source>
        <translation>Repartir un día nuevo entre los furgones</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Inicio</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Status in the shop</source>
        <translation>Estado en la tienda</translation>
    </message>
    <message>
        <source>Still to be sent:</source>
        <translation>Falta enviar:</translation>
    </message>
    <message>
        <source>Stock has too few of {shown}.</source>
        <translation>El stock no alcanza de {shown}.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Parar</translation>
    </message>
    <message>
        <source>Stop {stop} belongs to a collection and a delivery. Take order {order} off instead.</source>
        <translation>La parada {stop} es parte de un retiro y una entrega. Saque el pedido {order} de la ruta.</translation>
    </message>
    <message>
        <source>Stop {stop} belongs to a hand-over. Take order {order} off instead.</source>
        <translation>La parada {stop} es parte de un traspaso. Saque el pedido {order}.</translation>
    </message>
    <message>
        <source>Stop {stop} has not been agreed yet. Accept the change first.</source>
        <translation>La parada {stop} no se ha acordado aún. Acepte primero el cambio.</translation>
    </message>
    <message>
        <source>Stop {stop} is known already, or is no new {kind} stop of {route} at the place of order {order}.</source>
        <translation>La parada {stop} ya existe, o no es una parada nueva ({kind}) de {route} en el lugar del pedido {order}.</translation>
    </message>
    <message>
        <source>Stop {stop} is locked in its place. Unlock it first.</source>
        <translation>La parada {stop} está fija en su lugar. Suéltela primero.</translation>
    </message>
    <message>
        <source>Stop {stop} is locked or under way already.</source>
        <translation>La parada {stop} ya está bloqueada o en curso.</translation>
    </message>
    <message>
        <source>Stop {stop} is locked. Unlock it first.</source>
        <translation>La parada {stop} está bloqueada. Desbloquéela primero.</translation>
    </message>
    <message>
        <source>Stop {stop} is not locked.</source>
        <translation>La parada {stop} no está bloqueada.</translation>
    </message>
    <message>
        <source>Stop {stop} is not on {route} any more. Look at the list again.</source>
        <translation>La parada {stop} ya no está en {route}. Mire la lista otra vez.</translation>
    </message>
    <message>
        <source>Stop {stop} is under way already.</source>
        <translation>La parada {stop} ya está en curso.</translation>
    </message>
    <message>
        <source>Stop {stop} is under way. Name it in an override to change it all the same.</source>
        <translation>La parada {stop} está en curso.</translation>
    </message>
    <message>
        <source>Stop {stop} is {how} and cannot be moved.</source>
        <translation>La parada {stop} está {how} y no se puede mover.</translation>
    </message>
    <message>
        <source>Stop {stop} of {route} is {how} already.</source>
        <translation>La parada {stop} de {route} ya está {how}.</translation>
    </message>
    <message>
        <source>Stop {stop} was already {how} at {when}.</source>
        <translation>La parada {stop} ya estaba {how} a las {when}.</translation>
    </message>
    <message>
        <source>Stop {stop} was taken off {route}. Place its order instead.</source>
        <translation>La parada {stop} se sacó de {route}. Ubique su pedido.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Detenido.</translation>
    </message>
    <message>
        <source>Stopped. What is finished of {name} is kept.</source>
        <translation>Detenido. Lo terminado de {name} se conserva.</translation>
    </message>
    <message>
        <source>Stopped. What is finished of {name} is kept. {GONE_ON}</source>
        <translation>Detenido. Lo terminado de {name} se conserva. {GONE_ON}</translation>
    </message>
    <message>
        <source>Stops</source>
        <translation>Paradas</translation>
    </message>
    <message>
        <source>Stops ahead that are expected after their window.</source>
        <translation>Paradas pendientes que se esperan después de su ventana.</translation>
    </message>
    <message>
        <source>Stops moved at once, over</source>
        <translation>Paradas movidas a la vez, sobre</translation>
    </message>
    <message>
        <source>Stops of the route</source>
        <translation>Paradas de la ruta</translation>
    </message>
    <message>
        <source>Stops over, of all stops of the day, with those that failed. The queue counts cases instead: those of earlier days are among them, those that are decided are not.</source>
        <translation>Paradas terminadas, de todas las del día, con las que fallaron. La cola cuenta casos: incluye los de días anteriores y no los ya decididos.</translation>
    </message>
    <message>
        <source>Stops that are done</source>
        <translation>Paradas hechas</translation>
    </message>
    <message>
        <source>Street</source>
        <translation>Calle</translation>
    </message>
    <message>
        <source>Street address</source>
        <translation>Dirección (calle)</translation>
    </message>
    <message>
        <source>Street and number</source>
        <translation>Calle y número</translation>
    </message>
    <message>
        <source>Street and number, or 60.1699, 24.9384</source>
        <translation>Calle y número, o 60.1699, 24.9384</translation>
    </message>
    <message>
        <source>Street and number, town</source>
        <translation>Calle y número, ciudad</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>Sugerencias</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation>domingo</translation>
    </message>
    <message>
        <source>Supervisor</source>
        <translation>Supervisor</translation>
    </message>
    <message>
        <source>Supervisor&apos;s desk</source>
        <translation>Escritorio del supervisor</translation>
    </message>
    <message>
        <source>Supervisors and administrators who sign in at a hub need a code of an authenticator app.</source>
        <translation>Supervisores y administradores que entran a un hub necesitan un código de una app de autenticación.</translation>
    </message>
    <message>
        <source>Suspect attempt</source>
        <translation>Intento sospechoso</translation>
    </message>
    <message>
        <source>Suspect attempt: ask the driver first</source>
        <translation>Intento sospechoso: pregunte primero al conductor</translation>
    </message>
    <message>
        <source>Suspect attempts</source>
        <translation>Intentos sospechosos</translation>
    </message>
    <message>
        <source>Suspect: {facts}</source>
        <translation>Sospechoso: {facts}</translation>
    </message>
    <message>
        <source>Switch between dark and light</source>
        <translation>Cambiar entre oscuro y claro</translation>
    </message>
    <message>
        <source>Tables ({words})</source>
        <translation>Tablas ({words})</translation>
    </message>
    <message>
        <source>Take (T)</source>
        <translation>Tomar (T)</translation>
    </message>
    <message>
        <source>Take back goods of order {order_id}</source>
        <translation>Recibir productos del pedido {order_id}</translation>
    </message>
    <message>
        <source>Take better sequence</source>
        <translation>Tomar el mejor orden</translation>
    </message>
    <message>
        <source>Take goods back… (Alt+R)</source>
        <translation>Recibir devolución… (Alt+R)</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>Recuperarlo</translation>
    </message>
    <message>
        <source>Take off</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>Tomarlo</translation>
    </message>
    <message>
        <source>Take over (O)</source>
        <translation>Tomar (O)</translation>
    </message>
    <message>
        <source>Take over from {other_driver}</source>
        <translation>Recibir de {other_driver}</translation>
    </message>
    <message>
        <source>Take over the goods of order {order} first, at stop {stop}.</source>
        <translation>Reciba primero los productos del pedido {order}, en la parada {stop}.</translation>
    </message>
    <message>
        <source>Take the better sequence of a route at once instead of offering it.</source>
        <translation>Tomar de inmediato el mejor orden de una ruta en vez de ofrecerlo.</translation>
    </message>
    <message>
        <source>Take the decision back</source>
        <translation>Deshacer la decisión</translation>
    </message>
    <message>
        <source>Take the decisions back</source>
        <translation>Deshacer las decisiones</translation>
    </message>
    <message>
        <source>Take the plan, and settle what it leaves</source>
        <translation>Tomar el plan y resolver lo que deja</translation>
    </message>
    <message>
        <source>Take the plan, and settle {orders}?</source>
        <translation>¿Tomar el plan y resolver {orders}?</translation>
    </message>
    <message>
        <source>Take the proposal</source>
        <translation>Tomar la propuesta</translation>
    </message>
    <message>
        <source>Take the replacement back</source>
        <translation>Deshacer la reposición</translation>
    </message>
    <message>
        <source>Take the sign-off of {day_words} back?</source>
        <translation>¿Retirar la firma del {day_words}?</translation>
    </message>
    <message>
        <source>Take this address</source>
        <translation>Tomar esta dirección</translation>
    </message>
    <message>
        <source>Take what is offered: plan or sequence</source>
        <translation>Tomar lo ofrecido: plan u orden</translation>
    </message>
    <message>
        <source>Take {called} off the list</source>
        <translation>Quitar {called} de la lista</translation>
    </message>
    <message>
        <source>Take, and settle {n} (Shift+T)</source>
        <translation>Tomar y resolver {n} (Shift+T)</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Tomada</translation>
    </message>
    <message>
        <source>Taken apart for its material</source>
        <translation>Desarmado por su material</translation>
    </message>
    <message>
        <source>Taken back within days</source>
        <translation>Se recibe dentro de (días)</translation>
    </message>
    <message>
        <source>Taken here; Delete or a right click takes it off</source>
        <translation>Tomada aquí; Supr o clic derecho la quita</translation>
    </message>
    <message>
        <source>Taken over by</source>
        <translation>Recibido por</translation>
    </message>
    <message>
        <source>Taken over for the vendor by</source>
        <translation>Recibido para el proveedor por</translation>
    </message>
    <message>
        <source>Takes back what was sent</source>
        <translation>Retira lo que se había enviado</translation>
    </message>
    <message>
        <source>Taking goods in, looking at them and putting them away.</source>
        <translation>Recibir productos, revisarlos y guardarlos.</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>Teléfono</translation>
    </message>
    <message>
        <source>Telephone of the office</source>
        <translation>Teléfono de la oficina</translation>
    </message>
    <message>
        <source>Telephone: find an order</source>
        <translation>Teléfono: buscar un pedido</translation>
    </message>
    <message>
        <source>Tell the driver what may help (Y)</source>
        <translation>Decir al conductor qué puede ayudar (Y)</translation>
    </message>
    <message>
        <source>Test over mobile data</source>
        <translation>Prueba por datos móviles</translation>
    </message>
    <message>
        <source>Text message service</source>
        <translation>Servicio de mensajes de texto</translation>
    </message>
    <message>
        <source>That geofence is gone already.</source>
        <translation>Esa geocerca ya no está.</translation>
    </message>
    <message>
        <source>That geofence is gone already: a colleague was first.</source>
        <translation>Esa geocerca ya no está: un colega fue primero.</translation>
    </message>
    <message>
        <source>That geofence is there already.</source>
        <translation>Esa geocerca ya está.</translation>
    </message>
    <message>
        <source>That is no moment. One looks like backhaul:depot@1234.</source>
        <translation>Eso no es un momento. Uno se ve como backhaul:depot@1234.</translation>
    </message>
    <message>
        <source>That line goes around nothing. Draw around the place.</source>
        <translation>Esa línea no rodea nada. Dibuje alrededor del lugar.</translation>
    </message>
    <message>
        <source>That link for the customer of {order_id} opens nothing any more</source>
        <translation>Ese enlace del cliente de {order_id} ya no abre nada</translation>
    </message>
    <message>
        <source>That moment is of the depot {depot}, not {depot_2}.</source>
        <translation>Ese momento es del depósito {depot}, no de {depot_2}.</translation>
    </message>
    <message>
        <source>That street is open already.</source>
        <translation>Esa calle ya está abierta.</translation>
    </message>
    <message>
        <source>That street is open already: a colleague was first, or its time is over.</source>
        <translation>Esa calle ya está abierta: un colega fue primero o se cumplió su plazo.</translation>
    </message>
    <message>
        <source>That stretch is too long to close in one. Draw a part of it.</source>
        <translation>Ese tramo es muy largo para cerrarlo de una vez. Dibuje una parte.</translation>
    </message>
    <message>
        <source>That way out is not open any more. Look again.</source>
        <translation>Esa salida ya no está disponible. Mire otra vez.</translation>
    </message>
    <message>
        <source>The access token is missing, unknown or has expired.</source>
        <translation>La clave de acceso falta, es desconocida o venció.</translation>
    </message>
    <message>
        <source>The access token is unknown or has expired. Ask the office for a new one.</source>
        <translation>La clave de acceso es desconocida o venció. Pida una nueva a la oficina.</translation>
    </message>
    <message>
        <source>The address is not encrypted: phones would keep nothing for use without a line, and tokens would cross the network in the clear. Use https.</source>
        <translation>La dirección no está cifrada: los teléfonos no guardarían nada para usar sin línea, y las claves cruzarían la red a la vista. Use https.</translation>
    </message>
    <message>
        <source>The address is of your own network: phones reach it in the depot or over a VPN, not over mobile data; {advice}</source>
        <translation>La dirección es de su propia red: los teléfonos la alcanzan en el depósito o por VPN, no por datos móviles; {advice}</translation>
    </message>
    <message>
        <source>The address was refused: {told}</source>
        <translation>La dirección fue rechazada: {told}</translation>
    </message>
    <message>
        <source>The app is set up. Keep these recovery codes where you find them without your telephone; each lets you in once. They are shown this once:

</source>
        <translation>La app está configurada. Guarde estos códigos de recuperación donde los encuentre sin su teléfono; cada uno sirve una vez. Se muestran solo ahora:

</translation>
    </message>
    <message>
        <source>The authority&apos;s key {file} cannot be read ({error}). Restore it, or delete the folder: everybody then needs the new fingerprint.</source>
        <translation>La clave de la autoridad {file} no se puede leer ({error}). Restáurela, o borre la carpeta: entonces todos necesitan la huella nueva.</translation>
    </message>
    <message>
        <source>The base map {address} cannot be used: an address looks as {example}. The region&apos;s streets are shown.</source>
        <translation>No se puede usar el mapa base {address}: una dirección se ve como {example}. Se muestran las calles de la región.</translation>
    </message>
    <message>
        <source>The base map {file} is not there. The region&apos;s streets are shown.</source>
        <translation>El mapa base {file} no está. Se muestran las calles de la región.</translation>
    </message>
    <message>
        <source>The beginning</source>
        <translation>El comienzo</translation>
    </message>
    <message>
        <source>The break due by {by} begins {at}: {late} late</source>
        <translation>La pausa prevista a las {by} empieza {at}: {late} tarde</translation>
    </message>
    <message>
        <source>The browser is asked to open the driver&apos;s page. Its link (for one use) is copied: paste it where no browser comes.</source>
        <translation>Se pide al navegador que abra la página del conductor. Su enlace (de un solo uso) está copiado: péguelo si no se abre ningún navegador.</translation>
    </message>
    <message>
        <source>The call is kept</source>
        <translation>La llamada se guardó</translation>
    </message>
    <message>
        <source>The case is yours; this line goes</source>
        <translation>El caso es suyo; esta línea se va</translation>
    </message>
    <message>
        <source>The case of order {order} is closed. Reopen it first.</source>
        <translation>El caso del pedido {order} está cerrado. Reábralo primero.</translation>
    </message>
    <message>
        <source>The certificate is one that phones may trust by themselves: page, use without a line and tracking programs work.</source>
        <translation>El certificado es uno en que los teléfonos pueden confiar solos: funcionan la página, el uso sin línea y los programas de seguimiento.</translation>
    </message>
    <message>
        <source>The certificate {chain} ended on {not_valid_after_utc}. Renew it.</source>
        <translation>El certificado {chain} venció el {not_valid_after_utc}. Renuévelo.</translation>
    </message>
    <message>
        <source>The change is still on its way: it is undone once it is there.</source>
        <translation>El cambio todavía está en camino: se deshace en cuanto llegue.</translation>
    </message>
    <message>
        <source>The change {offer} of {route} is not open: it was answered or replaced by a newer one. Look at the list again.</source>
        <translation>El cambio {offer} de {route} no está abierto: ya se respondió o hay uno más nuevo. Mire la lista otra vez.</translation>
    </message>
    <message>
        <source>The clock of a real day cannot be set.</source>
        <translation>El reloj de un día real no se puede poner.</translation>
    </message>
    <message>
        <source>The code has run out. Ask for a new one.</source>
        <translation>El código caducó. Pida uno nuevo.</translation>
    </message>
    <message>
        <source>The code is wrong or was used already. Wait for the next one.</source>
        <translation>El código es incorrecto o ya se usó. Espere el siguiente.</translation>
    </message>
    <message>
        <source>The code is wrong. Wait for the next one.</source>
        <translation>El código es incorrecto. Espere el siguiente.</translation>
    </message>
    <message>
        <source>The collection point at {place} has no name.</source>
        <translation>El punto de retiro en {place} no tiene nombre.</translation>
    </message>
    <message>
        <source>The command is {size} bytes long; the hub takes {MAX_FRAME_BYTES}. Send it in smaller parts.</source>
        <translation>El comando tiene {size} bytes; el hub acepta {MAX_FRAME_BYTES}. Envíelo en partes.</translation>
    </message>
    <message>
        <source>The connection broke: {name}.</source>
        <translation>La conexión se cortó: {name}.</translation>
    </message>
    <message>
        <source>The count of {route} is not closed.</source>
        <translation>El conteo de {route} no está cerrado.</translation>
    </message>
    <message>
        <source>The counter closes before it opens ({times}).</source>
        <translation>El mesón cierra antes de abrir ({times}).</translation>
    </message>
    <message>
        <source>The customer does not answer the telephone</source>
        <translation>El cliente no contesta el teléfono</translation>
    </message>
    <message>
        <source>The customer has answered about order {order} already.</source>
        <translation>El cliente ya respondió sobre el pedido {order}.</translation>
    </message>
    <message>
        <source>The customer has no address that messages can be sent to.</source>
        <translation>El cliente no tiene dirección a la que enviar mensajes.</translation>
    </message>
    <message>
        <source>The customer is erased</source>
        <translation>El cliente está borrado</translation>
    </message>
    <message>
        <source>The customer keeps the goods: nothing is collected or inspected first.</source>
        <translation>El cliente se queda con los productos: nada se retira ni se inspecciona antes.</translation>
    </message>
    <message>
        <source>The customer names one.</source>
        <translation>El cliente nombra uno.</translation>
    </message>
    <message>
        <source>The customer says</source>
        <translation>El cliente dice</translation>
    </message>
    <message>
        <source>The customer was written to about order {order} already.</source>
        <translation>Ya se escribió al cliente sobre el pedido {order}.</translation>
    </message>
    <message>
        <source>The customer&apos;s address is no e-mail address.</source>
        <translation>La dirección del cliente no es un correo.</translation>
    </message>
    <message>
        <source>The customer&apos;s telephone cannot be a phone number: it has {digits} digits.</source>
        <translation>El teléfono del cliente no puede ser un número: tiene {digits} dígitos.</translation>
    </message>
    <message>
        <source>The customer&apos;s telephone is no phone number.</source>
        <translation>El teléfono del cliente no es un número.</translation>
    </message>
    <message>
        <source>The cut-off of {partner} is no minute of a day.</source>
        <translation>La hora límite de {partner} no es un minuto del día.</translation>
    </message>
    <message>
        <source>The database server {what} lacks a resource ({what_2}). Relieve it, then try again.</source>
        <translation>Al servidor de bases de datos {what} le falta un recurso ({what_2}). Alívielo, y luego intente otra vez.</translation>
    </message>
    <message>
        <source>The database {database} cannot be opened ({what_2}). Check that its folder exists and that the user that runs the hub may read and write there.</source>
        <translation>La base de datos {database} no se puede abrir ({what_2}). Revise que su carpeta exista y que el usuario que ejecuta el hub pueda leer y escribir ahí.</translation>
    </message>
    <message>
        <source>The database {database} cannot be opened: {parent} is not writable ({strerror}). Make the folder writable for the user that runs the hub, or choose another place with --db.</source>
        <translation>La base de datos {database} no se puede abrir: {parent} no se puede escribir ({strerror}). Dé permiso de escritura al usuario que ejecuta el hub, o elija otro lugar con --db.</translation>
    </message>
    <message>
        <source>The database {database} cannot be written: {strerror}. Look after the disk; the hub goes on by itself as soon as it takes data again.</source>
        <translation>La base de datos {database} no se puede escribir: {strerror}. Revise el disco; el hub sigue solo apenas vuelva a aceptar datos.</translation>
    </message>
    <message>
        <source>The database {database} does not answer ({what_2}). Check that the server runs and can be reached, then try again.</source>
        <translation>La base de datos {database} no responde ({what_2}). Revise que el servidor esté en marcha y se alcance, y luego intente otra vez.</translation>
    </message>
    <message>
        <source>The database {database} does not exist. Create it with createdb, then try again.</source>
        <translation>La base de datos {database} no existe. Créela con createdb, y luego intente otra vez.</translation>
    </message>
    <message>
        <source>The database {database} failed ({what_2}). Nothing can be recorded until it works again.</source>
        <translation>La base de datos {database} falló ({what_2}). No se registra nada hasta que vuelva a funcionar.</translation>
    </message>
    <message>
        <source>The database {database} has tables of another release ({what}; this release knows {revision}). Start a hub on it once, or use the release that wrote it.</source>
        <translation>La base de datos {database} tiene tablas de otra versión ({what}; esta versión conoce {revision}). Inicie una vez un hub con ella, o use la versión que la escribió.</translation>
    </message>
    <message>
        <source>The database {database} is closed: this hub is shutting down.</source>
        <translation>La base de datos {database} está cerrada: este hub se está deteniendo.</translation>
    </message>
    <message>
        <source>The database {database} is damaged ({what_2}). Keep a copy of the file and restore the last backup.</source>
        <translation>La base de datos {database} está dañada ({what_2}). Guarde una copia del archivo y restaure el último respaldo.</translation>
    </message>
    <message>
        <source>The database {database} is in use by another hub. Connect to that one, or stop it and start again.</source>
        <translation>Otro hub usa la base de datos {database}. Conéctese a ese, o deténgalo e inicie otra vez.</translation>
    </message>
    <message>
        <source>The database {database} is read-only (a standby, or set so), so nothing can be recorded. Connect to the primary server, then try again.</source>
        <translation>La base de datos {database} es de solo lectura (una réplica, o puesta así), así que no se registra nada. Conéctese al servidor principal, y luego intente otra vez.</translation>
    </message>
    <message>
        <source>The database {database} is read-only, so nothing can be recorded. Make the file and its folder writable for the user that runs the hub, then try again.</source>
        <translation>La base de datos {database} es de solo lectura, así que no se registra nada. Dé permiso de escritura en el archivo y su carpeta al usuario que ejecuta el hub, y luego intente otra vez.</translation>
    </message>
    <message>
        <source>The database {database} refused the user ({what_2}). Check user and password in the URL.</source>
        <translation>La base de datos {database} rechazó al usuario ({what_2}). Revise usuario y contraseña en la URL.</translation>
    </message>
    <message>
        <source>The database {database} was opened only to be read.</source>
        <translation>La base de datos {database} se abrió solo para leer.</translation>
    </message>
    <message>
        <source>The database {database} was written by a newer release (tables {found}; this release knows {revision}). Install that release, or a newer one.</source>
        <translation>La base de datos {database} la escribió una versión más nueva (tablas {found}; esta versión conoce {revision}). Instale esa versión, o una más nueva.</translation>
    </message>
    <message>
        <source>The database {db} holds no depot. Start with --demo.</source>
        <translation>La base de datos {db} no tiene depósito. Inicie con --demo.</translation>
    </message>
    <message>
        <source>The day as it stood at any moment (F8)</source>
        <translation>El día como estaba en cualquier momento (F8)</translation>
    </message>
    <message>
        <source>The day cannot be rewound: {words}</source>
        <translation>No se puede rebobinar el día: {words}</translation>
    </message>
    <message>
        <source>The day is not open yet.</source>
        <translation>El día todavía no está abierto.</translation>
    </message>
    <message>
        <source>The day is not there yet. Import when the hub has answered.</source>
        <translation>El día todavía no está. Importe cuando el hub haya respondido.</translation>
    </message>
    <message>
        <source>The day {day} has no routes; there is nothing to close.</source>
        <translation>El día {day} no tiene rutas; no hay nada que cerrar.</translation>
    </message>
    <message>
        <source>The day {day} is closed. Reopen it first.</source>
        <translation>El día {day} está cerrado. Reábralo primero.</translation>
    </message>
    <message>
        <source>The day {day} is no date. Write it like 2026-11-23.</source>
        <translation>El día {day} no es una fecha. Escríbala como 2026-11-23.</translation>
    </message>
    <message>
        <source>The day {day} is not open for planning.</source>
        <translation>El día {day} no está abierto para planificar.</translation>
    </message>
    <message>
        <source>The day {day} is not open.</source>
        <translation>El día {day} no está abierto.</translation>
    </message>
    <message>
        <source>The day {day} is open already.</source>
        <translation>El día {day} ya está abierto.</translation>
    </message>
    <message>
        <source>The day {day} is open.</source>
        <translation>El día {day} está abierto.</translation>
    </message>
    <message>
        <source>The day {day} is over. Choose today or a later day.</source>
        <translation>El día {day} ya pasó. Elija hoy o un día posterior.</translation>
    </message>
    <message>
        <source>The day {day} was closed by {by} at {when}.</source>
        <translation>{by} cerró el día {day} a las {when}.</translation>
    </message>
    <message>
        <source>The demo city; its house numbers are invented</source>
        <translation>La ciudad de demostración; sus números de casa son inventados</translation>
    </message>
    <message>
        <source>The demo day</source>
        <translation>El día de demostración</translation>
    </message>
    <message>
        <source>The depot has {most_entries} of them. Revoke some first.</source>
        <translation>El depósito tiene {most_entries} de estos. Revoque algunos primero.</translation>
    </message>
    <message>
        <source>The depot {depot} is registered already.</source>
        <translation>El depósito {depot} ya está registrado.</translation>
    </message>
    <message>
        <source>The depot&apos;s name has {wanted} characters; {longest_name} at most.</source>
        <translation>El nombre del depósito tiene {wanted} caracteres; a lo más {longest_name}.</translation>
    </message>
    <message>
        <source>The depot&apos;s place is {place}, not {place_2}.</source>
        <translation>El lugar del depósito es {place}, no {place_2}.</translation>
    </message>
    <message>
        <source>The deputy is somebody&apos;s name as it stands at the desk, without spaces.</source>
        <translation>El suplente es el nombre de alguien como está en el escritorio, sin espacios.</translation>
    </message>
    <message>
        <source>The desk is for supervisors, and for whoever was asked to look at something.</source>
        <translation>El escritorio es para supervisores y para quien fue llamado a ver algo.</translation>
    </message>
    <message>
        <source>The device of {actor} belongs to no driver. Enrol it again in the office.</source>
        <translation>El equipo de {actor} no es de ningún conductor. Inscríbalo otra vez en la oficina.</translation>
    </message>
    <message>
        <source>The disk of the database server {what} is full, so nothing more can be recorded. Free some space there, then try again.</source>
        <translation>El disco del servidor de bases de datos {what} está lleno, así que no se registra nada más. Libere espacio ahí, y luego intente otra vez.</translation>
    </message>
    <message>
        <source>The disk that holds the database {database} is full, so nothing more can be recorded. Free some space, then try again.</source>
        <translation>El disco de la base de datos {database} está lleno, así que no se registra nada más. Libere espacio, y luego intente otra vez.</translation>
    </message>
    <message>
        <source>The disk that holds the database {database} reported an error ({what_2}). Check the disk and its free space, then try again.</source>
        <translation>El disco de la base de datos {database} informó un error ({what_2}). Revise el disco y su espacio libre, y luego intente otra vez.</translation>
    </message>
    <message>
        <source>The disk that holds the photos in {folder} is full. Free some space, then try again.</source>
        <translation>El disco que guarda las fotos en {folder} está lleno. Libere espacio, y luego intente otra vez.</translation>
    </message>
    <message>
        <source>The disk that holds the photos in {folder} is nearly full, and what is left is for the log. Free some space, then try again.</source>
        <translation>El disco que guarda las fotos en {folder} está casi lleno, y lo que queda es para el registro. Libere espacio, y luego intente otra vez.</translation>
    </message>
    <message>
        <source>The driver</source>
        <translation>El conductor</translation>
    </message>
    <message>
        <source>The driver cannot go on…</source>
        <translation>El conductor no puede seguir…</translation>
    </message>
    <message>
        <source>The driver has not agreed to it yet</source>
        <translation>El conductor todavía no está de acuerdo</translation>
    </message>
    <message>
        <source>The driver in row {number} has no name.</source>
        <translation>El conductor de la fila {number} no tiene nombre.</translation>
    </message>
    <message>
        <source>The driver of this phone is not employed here any more.</source>
        <translation>El conductor de este teléfono ya no trabaja aquí.</translation>
    </message>
    <message>
        <source>The driver of {name}</source>
        <translation>El conductor de {name}</translation>
    </message>
    <message>
        <source>The driver of {route} has a route on {day} that has not ended. Give it to somebody else first.</source>
        <translation>El conductor de {route} tiene una ruta el {day} que no ha terminado. Désela primero a otro.</translation>
    </message>
    <message>
        <source>The driver of {route} has agreed to stops that are not planned.</source>
        <translation>El conductor de {route} aceptó paradas que no están planificadas.</translation>
    </message>
    <message>
        <source>The driver of {route} is at order {order_id} or on the way to it</source>
        <translation>El conductor de {route} está en el pedido {order_id} o va hacia allá</translation>
    </message>
    <message>
        <source>The driver or the vehicle of {route} is unknown.</source>
        <translation>El conductor o el vehículo de {route} es desconocido.</translation>
    </message>
    <message>
        <source>The driver {driver} could not leave before the standby ends.</source>
        <translation>El conductor {driver} no alcanzaría a salir antes del fin de su reserva.</translation>
    </message>
    <message>
        <source>The driver {driver} drives for the depot no more.</source>
        <translation>El conductor {driver} ya no maneja para el depósito.</translation>
    </message>
    <message>
        <source>The driver {driver} has a route on {named} already.</source>
        <translation>El conductor {driver} ya tiene una ruta el {named}.</translation>
    </message>
    <message>
        <source>The driver {driver} is not on standby.</source>
        <translation>El conductor {driver} no está de reserva.</translation>
    </message>
    <message>
        <source>The driver {driver} was erased; add a new one.</source>
        <translation>Los datos del conductor {driver} se borraron; agregue uno nuevo.</translation>
    </message>
    <message>
        <source>The driver&apos;s page is signed out. The simulation drives this van from the next start of the program on.</source>
        <translation>La página del conductor queda cerrada. La simulación conduce esta furgoneta desde el próximo inicio del programa.</translation>
    </message>
    <message>
        <source>The exception was made for order {order}, which is exchanged by this one.</source>
        <translation>La excepción se hizo para el pedido {order}, que este cambia.</translation>
    </message>
    <message>
        <source>The file could not be read: {words}</source>
        <translation>No se pudo leer el archivo: {words}</translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation>El archivo está vacío.</translation>
    </message>
    <message>
        <source>The file is no JSON: {error}.</source>
        <translation>El archivo no es JSON: {error}.</translation>
    </message>
    <message>
        <source>The file {what} is not a database. Choose another file with --db, or move this one away.</source>
        <translation>El archivo {what} no es una base de datos. Elija otro archivo con --db, o mueva este.</translation>
    </message>
    <message>
        <source>The first leaves by itself in {left} s</source>
        <translation>El primero sale solo en {left} s</translation>
    </message>
    <message>
        <source>The first password has expired. Ask for another one.</source>
        <translation>La primera contraseña venció. Pida otra.</translation>
    </message>
    <message>
        <source>The first password of {name}. It is shown this once, and replaced by an own one at the first sign-in, within a week.</source>
        <translation>La primera contraseña de {name}. Se muestra solo esta vez y se cambia por una propia al entrar por primera vez, dentro de una semana.</translation>
    </message>
    <message>
        <source>The fleet engine is being compiled, once per machine; meanwhile OR-Tools looks for one plan.</source>
        <translation>Se compila el motor de flota, una vez por computador; mientras, OR-Tools busca un plan.</translation>
    </message>
    <message>
        <source>The fleet engine is compiled now and looks for plans.</source>
        <translation>El motor de flota ya está compilado y busca planes.</translation>
    </message>
    <message>
        <source>The fleet engine is not installed; OR-Tools looks for one plan.</source>
        <translation>El motor de flota no está instalado; OR-Tools busca un plan.</translation>
    </message>
    <message>
        <source>The folder of the photos, {folder}, is not writable ({strerror}). Make it writable for the user that runs the hub, then try again.</source>
        <translation>La carpeta de las fotos, {folder}, no se puede escribir ({strerror}). Dé permiso de escritura al usuario que ejecuta el hub, y luego intente otra vez.</translation>
    </message>
    <message>
        <source>The font {file} is missing. Reinstall the program.</source>
        <translation>Falta la fuente {file}. Reinstale el programa.</translation>
    </message>
    <message>
        <source>The format is {kind}; it must be jsonl or csv.</source>
        <translation>El formato es {kind}; debe ser jsonl o csv.</translation>
    </message>
    <message>
        <source>The goods are fetched at once; their money waits.</source>
        <translation>Los productos se recogen de inmediato; su dinero espera.</translation>
    </message>
    <message>
        <source>The goods are {where}.</source>
        <translation>Los productos están {where}.</translation>
    </message>
    <message>
        <source>The goods come back to the depot.</source>
        <translation>Los productos vuelven al depósito.</translation>
    </message>
    <message>
        <source>The goods for {visit} are at the depot; {route} has left it</source>
        <translation>Los productos de {visit} están en el depósito; {route} ya salió</translation>
    </message>
    <message>
        <source>The goods have been collected.</source>
        <translation>Los productos ya se retiraron.</translation>
    </message>
    <message>
        <source>The goods of order {order} are in {van}. {route} needs a hand-over.</source>
        <translation>Los productos del pedido {order} están en {van}. {route} necesita un traspaso.</translation>
    </message>
    <message>
        <source>The goods of order {order} are missing. Record where they were found.</source>
        <translation>Los productos del pedido {order} están perdidos. Registre dónde se encontraron.</translation>
    </message>
    <message>
        <source>The goods of order {order} are not at the depot any more.</source>
        <translation>Los productos del pedido {order} ya no están en el depósito.</translation>
    </message>
    <message>
        <source>The goods of order {order} are not at the depot{where}.</source>
        <translation>Los productos del pedido {order} no están en el depósito{where}.</translation>
    </message>
    <message>
        <source>The goods of order {order} are not in the van of {route}.</source>
        <translation>Los productos del pedido {order} no están en el furgón de {route}.</translation>
    </message>
    <message>
        <source>The goods of order {order} are not in your van. Take them over first, or report why the stop failed.</source>
        <translation>Los productos del pedido {order} no están en su furgón. Recíbalos primero, o informe por qué falló la parada.</translation>
    </message>
    <message>
        <source>The goods of order {order} are not there any more. Report why not, or ask the office to take the stop off your list.</source>
        <translation>Los productos del pedido {order} ya no están ahí. Informe por qué no, o pida a la oficina sacar la parada de su lista.</translation>
    </message>
    <message>
        <source>The goods of order {order} are not with their sender any more.</source>
        <translation>Los productos del pedido {order} ya no están con su remitente.</translation>
    </message>
    <message>
        <source>The goods of order {order} are {where}.</source>
        <translation>Los productos del pedido {order} están {where}.</translation>
    </message>
    <message>
        <source>The goods of order {order} came back; refund it.</source>
        <translation>Los productos del pedido {order} volvieron; reembólselo.</translation>
    </message>
    <message>
        <source>The heads in {path} cannot be read: {error}.</source>
        <translation>Las cabezas en {path} no se pueden leer: {error}.</translation>
    </message>
    <message>
        <source>The hub answered {status}.</source>
        <translation>El hub respondió {status}.</translation>
    </message>
    <message>
        <source>The hub at {url} cannot be trusted: {cause}.</source>
        <translation>No se puede confiar en el hub de {url}: {cause}.</translation>
    </message>
    <message>
        <source>The hub at {where} cannot be trusted: {reason}</source>
        <translation>No se puede confiar en el hub de {where}: {reason}</translation>
    </message>
    <message>
        <source>The hub at {ws_url} shows another fingerprint than the one you have:
{found}
Ask the office to read theirs to you. If it differs, somebody is in between: do not connect.</source>
        <translation>El hub de {ws_url} muestra otra huella que la que usted tiene:
{found}
Pida a la oficina que le lea la suya. Si es otra, hay alguien en medio: no se conecte.</translation>
    </message>
    <message>
        <source>The hub began no test. Is the line up, and may you enrol phones?</source>
        <translation>El hub no empezó la prueba. ¿Hay línea, y puede usted registrar teléfonos?</translation>
    </message>
    <message>
        <source>The hub cannot be reached</source>
        <translation>No se llega al hub</translation>
    </message>
    <message>
        <source>The hub cannot listen on {host}:{port} ({reason}). Stop the program that uses the port, or choose another one with --listen; the next port is used, too.</source>
        <translation>El hub no puede escuchar en {host}:{port} ({reason}). Detenga el programa que usa el puerto, o elija otro con --listen; también se usa el puerto siguiente.</translation>
    </message>
    <message>
        <source>The hub could not {events}: a fault of the program, which stands in the hub&apos;s log. Nothing changed.</source>
        <translation>El hub no pudo hacerlo ({events}): una falla del programa, que queda en el registro del hub. No cambió nada.</translation>
    </message>
    <message>
        <source>The hub did not answer. Try again.</source>
        <translation>El servidor no respondió. Inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The hub did not start within {ready_timeout_s} seconds.</source>
        <translation>El hub no partió en {ready_timeout_s} segundos.</translation>
    </message>
    <message>
        <source>The hub does not answer. Try again when the line is back.</source>
        <translation>El hub no responde. Intente otra vez cuando vuelva la línea.</translation>
    </message>
    <message>
        <source>The hub does not listen on {host} without encryption: access tokens and customers&apos; names would cross the network in the clear.</source>
        <translation>El hub no escucha en {host} sin cifrado: las claves de acceso y los nombres de clientes cruzarían la red a la vista.</translation>
    </message>
    <message>
        <source>The hub ended the connection.</source>
        <translation>El hub terminó la conexión.</translation>
    </message>
    <message>
        <source>The hub ended with code {code} before it could listen.</source>
        <translation>El hub terminó con el código {code} antes de poder escuchar.</translation>
    </message>
    <message>
        <source>The hub gathers the log for {file_name}</source>
        <translation>El hub reúne el registro para {file_name}</translation>
    </message>
    <message>
        <source>The hub gave no code for this driver. Is the line up, and may you enrol phones?</source>
        <translation>El hub no dio un código para este conductor. ¿Hay línea, y puede usted registrar teléfonos?</translation>
    </message>
    <message>
        <source>The hub gave no link for order {order_id}. Is the line up? Try again.</source>
        <translation>El hub no dio un enlace para el pedido {order_id}. ¿Hay línea? Intente otra vez.</translation>
    </message>
    <message>
        <source>The hub gave no link for this driver.</source>
        <translation>El hub no dio un enlace para este conductor.</translation>
    </message>
    <message>
        <source>The hub has as many connections as it can serve. Try again later.</source>
        <translation>El hub tiene todas las conexiones que puede atender. Intente más tarde.</translation>
    </message>
    <message>
        <source>The hub has not answered yet.</source>
        <translation>El hub todavía no responde.</translation>
    </message>
    <message>
        <source>The hub is out of reach. This is kept, and sent when it is back.</source>
        <translation>El hub no responde. Esto se guarda y se envía cuando vuelva.</translation>
    </message>
    <message>
        <source>The hub is stopping; it is asked again by itself.</source>
        <translation>El hub se está deteniendo; se le pregunta de nuevo por sí solo.</translation>
    </message>
    <message>
        <source>The hub of this window uses it</source>
        <translation>El hub de esta ventana la usa</translation>
    </message>
    <message>
        <source>The hub saves again.</source>
        <translation>El hub guarda otra vez.</translation>
    </message>
    <message>
        <source>The hub sent a frame that this release does not understand ({error}). Install the same release on both.</source>
        <translation>El hub envió algo que esta versión no entiende ({error}). Instale la misma versión en ambos lados.</translation>
    </message>
    <message>
        <source>The hub vouches for itself. Phones must trust its authority first (second step), or the page does not work without a line. Traccar Client and OwnTracks on Android never trust it: they need a certificate that everybody trusts.</source>
        <translation>El hub responde por sí mismo. Los teléfonos deben confiar primero en su autoridad (segundo paso), o la página no funciona sin línea. Traccar Client y OwnTracks en Android nunca confían en ella: necesitan un certificado en que todos confíen.</translation>
    </message>
    <message>
        <source>The hub&apos;s log is not the one this console knew: it was restored or begun anew. Everything was loaded again; look whether your last changes are there.</source>
        <translation>El registro del hub no es el que esta consola conocía: se restauró o empezó de nuevo. Se cargó todo otra vez; vea si están sus últimos cambios.</translation>
    </message>
    <message>
        <source>The hub&apos;s map could not be fetched: {words}</source>
        <translation>No se pudo traer el mapa del hub: {words}</translation>
    </message>
    <message>
        <source>The icon {file} is missing. Reinstall the program.</source>
        <translation>Falta el ícono {file}. Reinstale el programa.</translation>
    </message>
    <message>
        <source>The id {ask} was used for another command already. Send this one under a new id.</source>
        <translation>El id {ask} ya se usó para otro comando. Envíe este con un id nuevo.</translation>
    </message>
    <message>
        <source>The items of order {order} do not fit its kind, {kind}: a delivery brings items, a return or a container collection takes them, an exchange does both.</source>
        <translation>Los artículos del pedido {order} no calzan con su tipo, {kind}: una entrega los lleva, una devolución o un retiro de envases los trae, un cambio hace ambas cosas.</translation>
    </message>
    <message>
        <source>The key that it was made with is revoked.</source>
        <translation>La clave con que se hizo está revocada.</translation>
    </message>
    <message>
        <source>The key {key} does not belong to the certificate {chain}, or cannot be read ({error}). Give both files of one certificate, without a password.</source>
        <translation>La clave {key} no es del certificado {chain}, o no se puede leer ({error}). Dé ambos archivos de un mismo certificado, sin contraseña.</translation>
    </message>
    <message>
        <source>The layout cannot be kept: {error}.</source>
        <translation>No se puede guardar la disposición: {error}.</translation>
    </message>
    <message>
        <source>The layout is kept as {name}.</source>
        <translation>La disposición está guardada como {name}.</translation>
    </message>
    <message>
        <source>The layout {name} cannot be used any more.</source>
        <translation>La disposición {name} ya no se puede usar.</translation>
    </message>
    <message>
        <source>The line to the hub broke. Try again when it is back.</source>
        <translation>La línea al hub se cortó. Intente cuando vuelva.</translation>
    </message>
    <message>
        <source>The line to the hub ended ({type_name}: {error}). What was recorded is safe. Close the console and open it again.</source>
        <translation>La línea al hub terminó ({type_name}: {error}). Lo registrado está a salvo. Cierre la consola y ábrala otra vez.</translation>
    </message>
    <message>
        <source>The line to the hub has ended. Close the console and open it again.</source>
        <translation>La línea al hub terminó. Cierre la consola y ábrala otra vez.</translation>
    </message>
    <message>
        <source>The line to the hub is down. Try again when it is live.</source>
        <translation>La línea al hub está caída. Intente otra vez cuando vuelva.</translation>
    </message>
    <message>
        <source>The line to the hub went down.</source>
        <translation>La línea al hub se cayó.</translation>
    </message>
    <message>
        <source>The line to the hub went down. Try again.</source>
        <translation>La línea al hub se cayó. Intente otra vez.</translation>
    </message>
    <message>
        <source>The line to the hub went down: {reason}</source>
        <translation>La línea al hub se cayó: {reason}</translation>
    </message>
    <message>
        <source>The line {item} has {quantity}, not {units}.</source>
        <translation>La línea {item} tiene {quantity}, no {units}.</translation>
    </message>
    <message>
        <source>The link for the customer of {order_id} is copied.</source>
        <translation>Se copió el enlace del cliente de {order_id}.</translation>
    </message>
    <message>
        <source>The link is copied. It works once.</source>
        <translation>El enlace está copiado. Sirve una vez.</translation>
    </message>
    <message>
        <source>The list says: {address}</source>
        <translation>La lista dice: {address}</translation>
    </message>
    <message>
        <source>The live line opens, too.</source>
        <translation>La línea en vivo también abre.</translation>
    </message>
    <message>
        <source>The log holds an event of version {version}; this release reads up to {version_2}. Install the release that wrote it, or a newer one.</source>
        <translation>El registro tiene un evento de la versión {version}; esta versión lee hasta la {version_2}. Instale la versión que lo escribió, o una más nueva.</translation>
    </message>
    <message>
        <source>The log of {depot} cannot be read. {error}</source>
        <translation>El registro de {depot} no se puede leer. {error}</translation>
    </message>
    <message>
        <source>The log of {stream} does not hold event {seq} as it was noted: its end was cut off, or an older copy was put in its place. Look after it before you go on.</source>
        <translation>El registro de {stream} no tiene el evento {seq} como se anotó: se cortó su final, o se puso una copia más antigua en su lugar. Revíselo antes de seguir.</translation>
    </message>
    <message>
        <source>The log was not saved.</source>
        <translation>El registro no se guardó.</translation>
    </message>
    <message>
        <source>The mail server {host} did not take it: {error}</source>
        <translation>El servidor de correo {host} no lo recibió: {error}</translation>
    </message>
    <message>
        <source>The mail was refused: {told}</source>
        <translation>El correo fue rechazado: {told}</translation>
    </message>
    <message>
        <source>The map is not open yet. Try again in a moment.</source>
        <translation>El mapa todavía no está abierto. Intente en un momento.</translation>
    </message>
    <message>
        <source>The map is saved as {file}.</source>
        <translation>El mapa está guardado como {file}.</translation>
    </message>
    <message>
        <source>The map of {ref_name} is fetched from the hub…</source>
        <translation>Se trae del hub el mapa de {ref_name}…</translation>
    </message>
    <message>
        <source>The map of {region_name} is here.</source>
        <translation>El mapa de {region_name} está aquí.</translation>
    </message>
    <message>
        <source>The map stopped and is being opened again; nothing else is affected</source>
        <translation>El mapa se detuvo y se abre otra vez; nada más se ve afectado</translation>
    </message>
    <message>
        <source>The map stopped and is being opened again…</source>
        <translation>El mapa se detuvo y se abre otra vez…</translation>
    </message>
    <message>
        <source>The map was not saved: {error}. Choose another folder.</source>
        <translation>No se guardó el mapa: {error}. Elija otra carpeta.</translation>
    </message>
    <message>
        <source>The median of {case} that came up today.</source>
        <translation>La mediana de {case} de hoy.</translation>
    </message>
    <message>
        <source>The meeting place {place} is unknown.</source>
        <translation>El lugar de encuentro {place} es desconocido.</translation>
    </message>
    <message>
        <source>The message was erased</source>
        <translation>El mensaje fue borrado</translation>
    </message>
    <message>
        <source>The name may be reached over mobile data. The phone&apos;s first visit shows whether it is: switch its wireless network off.</source>
        <translation>El nombre quizás se alcance por datos móviles. La primera visita del teléfono lo muestra: apague su red inalámbrica.</translation>
    </message>
    <message>
        <source>The name of who answers what nobody has answered in time, also of what waits already. Empty: nobody.</source>
        <translation>El nombre de quien responde lo que nadie respondió a tiempo, también lo que ya espera. Vacío: nadie.</translation>
    </message>
    <message>
        <source>The new address</source>
        <translation>La dirección nueva</translation>
    </message>
    <message>
        <source>The new pin is {far_m} km from {place}. Enter a new address for the order instead.</source>
        <translation>El pin nuevo está a {far_m} km de {place}. Ingrese mejor una dirección nueva para el pedido.</translation>
    </message>
    <message>
        <source>The new plan does not have the stops of these routes. Look again.</source>
        <translation>El plan nuevo no tiene las paradas de estas rutas. Mire otra vez.</translation>
    </message>
    <message>
        <source>The new sequence does not have the stops of {route}. Look again.</source>
        <translation>El orden nuevo no tiene las paradas de {route}. Mire otra vez.</translation>
    </message>
    <message>
        <source>The next driver reads it, and every open order there</source>
        <translation>Lo leen el próximo conductor y todos los pedidos abiertos ahí</translation>
    </message>
    <message>
        <source>The note is kept</source>
        <translation>La nota se guardó</translation>
    </message>
    <message>
        <source>The note was erased</source>
        <translation>La nota fue borrada</translation>
    </message>
    <message>
        <source>The office &amp;gave me this fingerprint</source>
        <translation>La oficina me dio esta &amp;huella</translation>
    </message>
    <message>
        <source>The office decides.</source>
        <translation>La oficina decide.</translation>
    </message>
    <message>
        <source>The office {wish} until {when}. Then you may fail the stop.</source>
        <translation>La oficina {wish} hasta las {when}. Después puede dar la parada por fallida.</translation>
    </message>
    <message>
        <source>The office&apos;s telephone is a number as it is dialled, such as +56 51 220 0000.</source>
        <translation>El teléfono de la oficina es un número como se marca, por ejemplo +56 51 220 0000.</translation>
    </message>
    <message>
        <source>The opening hours of {place} cannot be. {wrong}</source>
        <translation>El horario de {place} no puede ser. {wrong}</translation>
    </message>
    <message>
        <source>The order on the telephone</source>
        <translation>El pedido al teléfono</translation>
    </message>
    <message>
        <source>The other option</source>
        <translation>La otra opción</translation>
    </message>
    <message>
        <source>The outbox {name} cannot be used ({error}). Check that its folder is writable and the disk not full, and that no other Backhaul uses it.</source>
        <translation>La bandeja de salida {name} no se puede usar ({error}). Revise que su carpeta se pueda escribir, que el disco no esté lleno y que ningún otro Backhaul la use.</translation>
    </message>
    <message>
        <source>The page came, but the live line does not open. It has a port of its own: pass that on, too, or let the proxy lead /socket to it.</source>
        <translation>La página llegó, pero la línea en vivo no abre. Tiene un puerto propio: páselo también, o deje que el proxy lleve /socket hasta ella.</translation>
    </message>
    <message>
        <source>The page is signed out. Ask for a new code to connect a phone.</source>
        <translation>La página cerró la sesión. Pida un código nuevo para conectar un teléfono.</translation>
    </message>
    <message>
        <source>The page was not signed out. Is the line up, and may you enrol phones?</source>
        <translation>La página no cerró la sesión. ¿Hay línea, y puede usted registrar teléfonos?</translation>
    </message>
    <message>
        <source>The page was opened on this computer. A phone was not tried yet.</source>
        <translation>La página se abrió en este computador. Aún no se probó un teléfono.</translation>
    </message>
    <message>
        <source>The password is wrong.</source>
        <translation>La contraseña es incorrecta.</translation>
    </message>
    <message>
        <source>The period ends ({last}) before it begins ({first}).</source>
        <translation>El período termina ({last}) antes de empezar ({first}).</translation>
    </message>
    <message>
        <source>The phone is connected, from outside your network ({address}): mobile data reach it.</source>
        <translation>El teléfono está conectado, desde fuera de su red ({address}): los datos móviles alcanzan el hub.</translation>
    </message>
    <message>
        <source>The phone is connected, from your own network ({address}).</source>
        <translation>El teléfono está conectado, desde su propia red ({address}).</translation>
    </message>
    <message>
        <source>The phone is let go at once and needs a new code. What it has not sent yet stays on it until it is connected again. Codes that nobody has used yet are void.</source>
        <translation>El teléfono se suelta de inmediato y necesita un código nuevo. Lo que no ha enviado queda en él hasta que se conecte otra vez. Los códigos sin usar quedan anulados.</translation>
    </message>
    <message>
        <source>The phone&apos;s token is missing, unknown or revoked. Ask the office for a new one.</source>
        <translation>La clave del teléfono falta, es desconocida o está revocada. Pida una nueva a la oficina.</translation>
    </message>
    <message>
        <source>The photo cannot be opened: it may be erased, or the disk is full.</source>
        <translation>No se puede abrir la foto: puede estar borrada o el disco lleno.</translation>
    </message>
    <message>
        <source>The photo exceeds {max_bytes} bytes. Send a smaller one.</source>
        <translation>La foto supera {max_bytes} bytes. Envíe una más pequeña.</translation>
    </message>
    <message>
        <source>The photo has {width} × {height} pixels; the hub takes {max_pixels}, and {max_side} along a side. Send a smaller one.</source>
        <translation>La foto tiene {width} × {height} píxeles; el hub acepta {max_pixels}, y {max_side} por lado. Envíe una más pequeña.</translation>
    </message>
    <message>
        <source>The photo is being fetched</source>
        <translation>Se está trayendo la foto</translation>
    </message>
    <message>
        <source>The photo is cut off or damaged. Take it again.</source>
        <translation>La foto está cortada o dañada. Tómela otra vez.</translation>
    </message>
    <message>
        <source>The photo is empty. Take it again.</source>
        <translation>La foto está vacía. Tómela otra vez.</translation>
    </message>
    <message>
        <source>The photo takes too much memory or time to draw. Send a smaller one.</source>
        <translation>Dibujar la foto toma demasiada memoria o tiempo. Envíe una más pequeña.</translation>
    </message>
    <message>
        <source>The photo was not sent: the hub does not answer. Try again when it does.</source>
        <translation>La foto no se envió: el hub no responde. Intente cuando vuelva.</translation>
    </message>
    <message>
        <source>The photo {blob} is not here: it may be erased.</source>
        <translation>La foto {blob} no está aquí: quizás se borró.</translation>
    </message>
    <message>
        <source>The photo {photo} is not here yet. Upload it, then send the report again.</source>
        <translation>La foto {photo} aún no está aquí. Súbala, y luego envíe el informe otra vez.</translation>
    </message>
    <message>
        <source>The photos in {folder} cannot be stored or read ({strerror}). Check the disk, then try again.</source>
        <translation>Las fotos en {folder} no se pueden guardar ni leer ({strerror}). Revise el disco, y luego intente otra vez.</translation>
    </message>
    <message>
        <source>The pin is at {address} ({note})</source>
        <translation>El pin está en {address} ({note})</translation>
    </message>
    <message>
        <source>The pin of {place} was moved since you looked. Look again.</source>
        <translation>El pin de {place} se movió desde que lo miró. Mire otra vez.</translation>
    </message>
    <message>
        <source>The plan has exactly these routes already.</source>
        <translation>El plan ya tiene exactamente estas rutas.</translation>
    </message>
    <message>
        <source>The plan leaves nothing that could be settled now. T takes the plan.</source>
        <translation>El plan no deja nada que se pueda resolver ahora. T toma el plan.</translation>
    </message>
    <message>
        <source>The price of {partner} is another one by now. Look again.</source>
        <translation>El precio de {partner} ya es otro. Mire otra vez.</translation>
    </message>
    <message>
        <source>The price of {partner} is negative.</source>
        <translation>El precio de {partner} es negativo.</translation>
    </message>
    <message>
        <source>The program ended badly last time. A report is in {left}.</source>
        <translation>El programa terminó mal la última vez. Hay un informe en {left}.</translation>
    </message>
    <message>
        <source>The program that looks at photos failed: {said}. Install Backhaul anew.</source>
        <translation>El programa que revisa fotos falló: {said}. Instale Backhaul de nuevo.</translation>
    </message>
    <message>
        <source>The purchase on {bought} is in the future. Look at the invoice again.</source>
        <translation>La compra del {bought} está en el futuro. Mire la boleta otra vez.</translation>
    </message>
    <message>
        <source>The recommended way out of a case</source>
        <translation>La salida recomendada de un caso</translation>
    </message>
    <message>
        <source>The refund of order {order} is {amount} {currency}. Customer service may ask for up to {limit}: hand the case to a dispatcher.</source>
        <translation>El reembolso del pedido {order} es de {amount} {currency}. Servicio al cliente puede pedir hasta {limit}: pase el caso a un despachador.</translation>
    </message>
    <message>
        <source>The refund of order {order} waits for a second pair of eyes.</source>
        <translation>El reembolso del pedido {order} espera un segundo par de ojos.</translation>
    </message>
    <message>
        <source>The refund of order {order} waits for a second pair of eyes. Nothing was sent.</source>
        <translation>El reembolso del pedido {order} espera un segundo par de ojos. No se envió nada.</translation>
    </message>
    <message>
        <source>The refund of order {order} {how}.</source>
        <translation>El reembolso del pedido {order} {how}.</translation>
    </message>
    <message>
        <source>The refund of order {order} {how}. Nothing was sent.</source>
        <translation>El reembolso del pedido {order} {how}. No se envió nada.</translation>
    </message>
    <message>
        <source>The refund of order {order} {left} already.</source>
        <translation>El reembolso del pedido {order} {left} anteriormente.</translation>
    </message>
    <message>
        <source>The region</source>
        <translation>La región</translation>
    </message>
    <message>
        <source>The region has no such file. Ask for /region again.</source>
        <translation>La región no tiene ese archivo. Pida /region otra vez.</translation>
    </message>
    <message>
        <source>The region is missing</source>
        <translation>Falta la región</translation>
    </message>
    <message>
        <source>The region needs {size} of disk, and the disk of {folder} has {size_2} left. Make room, or name another folder with BACKHAUL_DATA.</source>
        <translation>La región necesita {size} de disco, y al disco de {folder} le quedan {size_2}. Haga espacio, o indique otra carpeta con BACKHAUL_DATA.</translation>
    </message>
    <message>
        <source>The region {name} is removed.</source>
        <translation>La región {name} se quitó.</translation>
    </message>
    <message>
        <source>The region {region} has no road where the depot is. {words}. Choose the region of its city, or put the pin on its street.</source>
        <translation>La región {region} no tiene camino donde está el depósito. {words}. Elija la región de su ciudad, o ponga el pin en su calle.</translation>
    </message>
    <message>
        <source>The region {region} has no road where the depot {depot} is. {no_road} Choose the region of its city.</source>
        <translation>La región {region} no tiene camino donde está el depósito {depot}. {no_road} Elija la región de su ciudad.</translation>
    </message>
    <message>
        <source>The region {region} is being built by another program.</source>
        <translation>Otro programa está construyendo la región {region}.</translation>
    </message>
    <message>
        <source>The region {region} is not removed: {names} cannot be opened without it. Remove it all the same with --force; the window then asks for another region.</source>
        <translation>La región {region} no se elimina: sin ella no se puede abrir {names}. Elimínela de todos modos con --force; la ventana pedirá entonces otra región.</translation>
    </message>
    <message>
        <source>The region {region} is of this extract already.</source>
        <translation>La región {region} ya es de este extracto.</translation>
    </message>
    <message>
        <source>The region {region} is ready: {words}.</source>
        <translation>La región {region} está lista: {words}.</translation>
    </message>
    <message>
        <source>The region {region} is removed.</source>
        <translation>Se quitó la región {region}.</translation>
    </message>
    <message>
        <source>The request came too slowly.</source>
        <translation>La solicitud llegó demasiado lento.</translation>
    </message>
    <message>
        <source>The request cannot be used: its body is not what its head says.</source>
        <translation>La solicitud no se puede usar: su contenido no es lo que dice su encabezado.</translation>
    </message>
    <message>
        <source>The request cannot be used: its text is no UTF-8.</source>
        <translation>La solicitud no se puede usar: su texto no es UTF-8.</translation>
    </message>
    <message>
        <source>The request cannot be used: {fault}.</source>
        <translation>La solicitud no se puede usar: {fault}.</translation>
    </message>
    <message>
        <source>The rest: {words}</source>
        <translation>El resto: {words}</translation>
    </message>
    <message>
        <source>The return of order {order} was asked for on {asked}, before the purchase on {bought}.</source>
        <translation>La devolución del pedido {order} se pidió el {asked}, antes de la compra del {bought}.</translation>
    </message>
    <message>
        <source>The return policies of {shops} shops count from now on</source>
        <translation>Las políticas de devolución de {shops} tiendas valen desde ahora</translation>
    </message>
    <message>
        <source>The round {round} cannot be kept: {words}</source>
        <translation>La ronda {round} no se puede guardar: {words}</translation>
    </message>
    <message>
        <source>The round {round} is in {day} already.</source>
        <translation>La ronda {round} ya está en el {day}.</translation>
    </message>
    <message>
        <source>The round {round} is not due on {day}.</source>
        <translation>La ronda {round} no toca el {day}.</translation>
    </message>
    <message>
        <source>The round {round} still goes to this customer. End it first.</source>
        <translation>La ronda {round} todavía va a este cliente. Termínela primero.</translation>
    </message>
    <message>
        <source>The route is locked.</source>
        <translation>La ruta está bloqueada.</translation>
    </message>
    <message>
        <source>The route {route} is known already or of another day.</source>
        <translation>La ruta {route} ya existe o es de otro día.</translation>
    </message>
    <message>
        <source>The routes are in {file_name}.</source>
        <translation>Las rutas están en {file_name}.</translation>
    </message>
    <message>
        <source>The same goods are sent anew; nothing is refunded.</source>
        <translation>Los mismos productos se envían nuevos; no se reembolsa nada.</translation>
    </message>
    <message>
        <source>The search failed: {type_name}: {error}</source>
        <translation>La búsqueda falló: {type_name}: {error}</translation>
    </message>
    <message>
        <source>The settings in {file} cannot be read: {error}</source>
        <translation>Los ajustes en {file} no se pueden leer: {error}</translation>
    </message>
    <message>
        <source>The settings in {file} cannot be written: {error}</source>
        <translation>Los ajustes en {file} no se pueden escribir: {error}</translation>
    </message>
    <message>
        <source>The sheet {sheet} of {name} cannot be read: {error}.</source>
        <translation>La hoja {sheet} de {name} no se puede leer: {error}.</translation>
    </message>
    <message>
        <source>The shelf is empty</source>
        <translation>El estante está vacío</translation>
    </message>
    <message>
        <source>The shift ends before it begins.</source>
        <translation>El turno termina antes de empezar.</translation>
    </message>
    <message>
        <source>The shop</source>
        <translation>La tienda</translation>
    </message>
    <message>
        <source>The shop answered an earlier refund of order {order}, which had failed. Look whether it paid twice.</source>
        <translation>La tienda respondió a un reembolso anterior del pedido {order}, que había fallado. Vea si pagó dos veces.</translation>
    </message>
    <message>
        <source>The shop has paid</source>
        <translation>La tienda pagó</translation>
    </message>
    <message>
        <source>The shop is asked for {money} of {money_2}.</source>
        <translation>Se piden a la tienda {money} de {money_2}.</translation>
    </message>
    <message>
        <source>The shop is asked to refund part of {order_id}</source>
        <translation>Se pidió a la tienda reembolsar parte de {order_id}</translation>
    </message>
    <message>
        <source>The shop is asked to refund {order}</source>
        <translation>Se pidió a la tienda reembolsar {order}</translation>
    </message>
    <message>
        <source>The shop is told once {who} has agreed.</source>
        <translation>Se avisa a la tienda cuando {who} esté de acuerdo.</translation>
    </message>
    <message>
        <source>The shop pays</source>
        <translation>La tienda paga</translation>
    </message>
    <message>
        <source>The shop pays where {reason_names}</source>
        <translation>La tienda paga si {reason_names}</translation>
    </message>
    <message>
        <source>The shop said no</source>
        <translation>La tienda dijo que no</translation>
    </message>
    <message>
        <source>The shop said no…</source>
        <translation>La tienda dijo que no…</translation>
    </message>
    <message>
        <source>The shop was asked to pay for {item} because of what was found.</source>
        <translation>Se pidió a la tienda pagar {item} por lo que se encontró.</translation>
    </message>
    <message>
        <source>The shop was asked to refund order {order} already.</source>
        <translation>Ya se pidió a la tienda reembolsar el pedido {order}.</translation>
    </message>
    <message>
        <source>The shop was asked to refund order {order}. It needs no visit.</source>
        <translation>Se pidió a la tienda reembolsar el pedido {order}. No necesita visita.</translation>
    </message>
    <message>
        <source>The shop was asked to refund order {order}. Let it answer first.</source>
        <translation>Se pidió a la tienda reembolsar el pedido {order}. Espere su respuesta.</translation>
    </message>
    <message>
        <source>The shop was asked to refund order {order}. The case ends by itself when money and goods are settled.</source>
        <translation>Se pidió a la tienda reembolsar el pedido {order}. El caso termina solo cuando el dinero y los productos queden saldados.</translation>
    </message>
    <message>
        <source>The shop was asked to refund order {order}; it is not replaced as well.</source>
        <translation>Se pidió a la tienda reembolsar el pedido {order}; no se repone además.</translation>
    </message>
    <message>
        <source>The shop&apos;s supplier credits it</source>
        <translation>El proveedor de la tienda lo abona</translation>
    </message>
    <message>
        <source>The slot for {held} is free again</source>
        <translation>El horario de {held} está libre otra vez</translation>
    </message>
    <message>
        <source>The slot of order {order} was held until {clock} and has run out. Choose it again, if it is still there.</source>
        <translation>El horario del pedido {order} estuvo reservado hasta las {clock} y venció. Elíjalo otra vez, si aún está.</translation>
    </message>
    <message>
        <source>The slot on {day} is not offered for order {order}.</source>
        <translation>Ese horario del {day} no se ofrece para el pedido {order}.</translation>
    </message>
    <message>
        <source>The solver did not answer within {patience_s} s and was restarted; the plan is unchanged. Try again, or place the stop by hand.</source>
        <translation>El optimizador no respondió en {patience_s} s y se reinició; el plan no cambia. Intente otra vez, o ubique la parada a mano.</translation>
    </message>
    <message>
        <source>The solver failed; the plan is unchanged.
{error}</source>
        <translation>El optimizador falló; el plan no cambia.
{error}</translation>
    </message>
    <message>
        <source>The solver gave no answer: {error}</source>
        <translation>El solucionador no respondió: {error}</translation>
    </message>
    <message>
        <source>The solver was ended meanwhile.</source>
        <translation>El solucionador se terminó entretanto.</translation>
    </message>
    <message>
        <source>The solver&apos;s process cannot be started: {refusal}</source>
        <translation>El proceso que optimiza no se puede iniciar: {refusal}</translation>
    </message>
    <message>
        <source>The solver&apos;s process ended (exit code {exitcode}) and was restarted; the plan is unchanged. Try again, or place the stop by hand.</source>
        <translation>El proceso que optimiza terminó (código {exitcode}) y se reinició; el plan no cambia. Intente otra vez, o ubique la parada a mano.</translation>
    </message>
    <message>
        <source>The standby of {driver} ends before it begins, or is no time.</source>
        <translation>La reserva de {driver} termina antes de empezar, o no es una hora.</translation>
    </message>
    <message>
        <source>The stock of {counts} items is set</source>
        <translation>El stock de {counts} artículos está fijado</translation>
    </message>
    <message>
        <source>The supervisor&apos;s desk (F6)</source>
        <translation>El escritorio del supervisor (F6)</translation>
    </message>
    <message>
        <source>The test has run out. Begin a new one.</source>
        <translation>La prueba caducó. Empiece una nueva.</translation>
    </message>
    <message>
        <source>The test link is copied.</source>
        <translation>El enlace de prueba está copiado.</translation>
    </message>
    <message>
        <source>The text message service answered {status}.</source>
        <translation>El servicio de mensajes de texto respondió {status}.</translation>
    </message>
    <message>
        <source>The text message service does not answer: {why}</source>
        <translation>El servicio de mensajes de texto no responde: {why}</translation>
    </message>
    <message>
        <source>The two new passwords differ. Type them again.</source>
        <translation>Las dos contraseñas nuevas difieren. Escríbalas otra vez.</translation>
    </message>
    <message>
        <source>The user of {what} lacks a permission ({what_2}). Grant it, or connect as the owner of the tables.</source>
        <translation>Al usuario de {what} le falta un permiso ({what_2}). Déselo, o conéctese como dueño de las tablas.</translation>
    </message>
    <message>
        <source>The usual layout</source>
        <translation>La disposición habitual</translation>
    </message>
    <message>
        <source>The van brings nothing back, as far as is known.</source>
        <translation>El furgón no trae nada de vuelta, que se sepa.</translation>
    </message>
    <message>
        <source>The van has broken down…</source>
        <translation>El furgón tiene una avería…</translation>
    </message>
    <message>
        <source>The van in row {number} has no name.</source>
        <translation>El furgón de la fila {number} no tiene nombre.</translation>
    </message>
    <message>
        <source>The van of {giver} stands elsewhere. Look again.</source>
        <translation>El furgón de {giver} está en otra parte. Mire otra vez.</translation>
    </message>
    <message>
        <source>The van of {name} is not on the road.</source>
        <translation>El furgón de {name} no está en la calle.</translation>
    </message>
    <message>
        <source>The van of {route} has left again. Look for what is missing instead.</source>
        <translation>El furgón de {route} volvió a salir. Busque mejor lo que falta.</translation>
    </message>
    <message>
        <source>The van {van} is not spare on {named}.</source>
        <translation>El furgón {van} no está libre el {named}.</translation>
    </message>
    <message>
        <source>The webhook {webhook}{whose} is off. {words} What happens since waits for it.</source>
        <translation>El webhook {webhook}{whose} está apagado. {words} Lo que pase desde ahora lo espera.</translation>
    </message>
    <message>
        <source>The window is not one of {day}: it must open on that day, then close.</source>
        <translation>La ventana no es del {day}: debe abrir ese día y cerrar después.</translation>
    </message>
    <message>
        <source>The window shows what was. Go back to now (Esc) to change anything.</source>
        <translation>La ventana muestra lo que fue. Vuelva a ahora (Esc) para cambiar algo.</translation>
    </message>
    <message>
        <source>The worst by {duration}.</source>
        <translation>La peor por {duration}.</translation>
    </message>
    <message>
        <source>The {name} of {vehicle} cannot be {figure}.</source>
        <translation>En {vehicle}, {name} no puede ser {figure}.</translation>
    </message>
    <message>
        <source>The {who} of {route} cannot go on? {stop} will wait for others.</source>
        <translation>¿El {who} de {route} no puede seguir? {stop} esperarán a otros.</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Tema</translation>
    </message>
    <message>
        <source>Then tracks are deleted. 0: for ever.</source>
        <translation>Después se borran los recorridos. 0: nunca.</translation>
    </message>
    <message>
        <source>Then · Scan the code</source>
        <translation>Luego · Escanee el código</translation>
    </message>
    <message>
        <source>Then: {names}</source>
        <translation>Después: {names}</translation>
    </message>
    <message>
        <source>There are no messages in the language {language}; there are {known}.</source>
        <translation>No hay mensajes en el idioma {language}; hay {known}.</translation>
    </message>
    <message>
        <source>There are no travel times for this day yet. Try again in a moment.</source>
        <translation>Todavía no hay tiempos de viaje para este día. Intente en un momento.</translation>
    </message>
    <message>
        <source>There are no travel times to its place yet</source>
        <translation>Aún no hay tiempos de viaje a su lugar</translation>
    </message>
    <message>
        <source>There are two vans called {vehicle}. Name one of them otherwise.</source>
        <translation>Hay dos furgones llamados {vehicle}. Ponga otro nombre a uno.</translation>
    </message>
    <message>
        <source>There in</source>
        <translation>Llega en</translation>
    </message>
    <message>
        <source>There is a depot {depot} already. Choose another name.</source>
        <translation>Ya hay un depósito {depot}. Elija otro nombre.</translation>
    </message>
    <message>
        <source>There is a dog</source>
        <translation>Hay un perro</translation>
    </message>
    <message>
        <source>There is a region {region} already. Update it (region update {name_2} …), or choose another name.</source>
        <translation>Ya hay una región {region}. Actualícela (region update {name_2} …), o elija otro nombre.</translation>
    </message>
    <message>
        <source>There is an item {item} already. Nothing was added.</source>
        <translation>Ya hay un artículo {item}. No se agregó nada.</translation>
    </message>
    <message>
        <source>There is an order {order} already. Nothing was added.</source>
        <translation>Ya hay un pedido {order}. No se agregó nada.</translation>
    </message>
    <message>
        <source>There is no case {case}.</source>
        <translation>No hay caso {case}.</translation>
    </message>
    <message>
        <source>There is no collection point {point} at this depot.</source>
        <translation>No hay punto de retiro {point} en este depósito.</translation>
    </message>
    <message>
        <source>There is no collection point {point} for order {order}.</source>
        <translation>No hay punto de retiro {point} para el pedido {order}.</translation>
    </message>
    <message>
        <source>There is no column {what}. There are: {known}.</source>
        <translation>No hay columna {what}. Hay: {known}.</translation>
    </message>
    <message>
        <source>There is no customer {customer}.</source>
        <translation>No hay cliente {customer}.</translation>
    </message>
    <message>
        <source>There is no depot yet. Register it first.</source>
        <translation>Aún no hay depósito. Regístrelo primero.</translation>
    </message>
    <message>
        <source>There is no depot {depot} at this hub.</source>
        <translation>No hay depósito {depot} en este hub.</translation>
    </message>
    <message>
        <source>There is no depot {depot} at this hub. {known}</source>
        <translation>No hay depósito {depot} en este hub. {known}</translation>
    </message>
    <message>
        <source>There is no depot {depot} in {data} ({names}). Set it up: python main.py depot add {depot_2} --region REGION --address ADDRESS</source>
        <translation>No hay depósito {depot} en {data} ({names}). Créelo: python main.py depot add {depot_2} --region REGION --address ADDRESS</translation>
    </message>
    <message>
        <source>There is no disposition {disposition} for grade {grade} to suggest.</source>
        <translation>No hay destino {disposition} que el grado {grade} sugiera.</translation>
    </message>
    <message>
        <source>There is no disposition {disposition}.</source>
        <translation>No hay destino {disposition}.</translation>
    </message>
    <message>
        <source>There is no driver {driver}.</source>
        <translation>No hay conductor {driver}.</translation>
    </message>
    <message>
        <source>There is no encoding {chosen}. Name another one, as utf-8 or cp1252.</source>
        <translation>No existe la codificación {chosen}. Indique otra, como utf-8 o cp1252.</translation>
    </message>
    <message>
        <source>There is no failure reason {code}.</source>
        <translation>No hay motivo de falla {code}.</translation>
    </message>
    <message>
        <source>There is no file {file}.</source>
        <translation>No hay archivo {file}.</translation>
    </message>
    <message>
        <source>There is no lot {lot}.</source>
        <translation>No hay lote {lot}.</translation>
    </message>
    <message>
        <source>There is no order {order}.</source>
        <translation>No hay pedido {order}.</translation>
    </message>
    <message>
        <source>There is no partner {partner} at this depot.</source>
        <translation>No hay socio {partner} en este depósito.</translation>
    </message>
    <message>
        <source>There is no photo {blob} here.</source>
        <translation>No hay foto {blob} aquí.</translation>
    </message>
    <message>
        <source>There is no place {place}. Load the day again.</source>
        <translation>No hay lugar {place}. Cargue el día otra vez.</translation>
    </message>
    <message>
        <source>There is no ready message “{message}”. Choose another one.</source>
        <translation>No hay mensaje listo «{message}». Elija otro.</translation>
    </message>
    <message>
        <source>There is no region {region} in {folder} ({known}). Add it: python main.py region add {name_2} EXTRACT.osm.pbf</source>
        <translation>No hay región {region} en {folder} ({known}). Agréguela: python main.py region add {name_2} EXTRACT.osm.pbf</translation>
    </message>
    <message>
        <source>There is no request {approval}. Nothing was changed.</source>
        <translation>No hay solicitud {approval}. No se cambió nada.</translation>
    </message>
    <message>
        <source>There is no round {round}.</source>
        <translation>No hay ronda {round}.</translation>
    </message>
    <message>
        <source>There is no route {route} on {day}.</source>
        <translation>No hay ruta {route} el {day}.</translation>
    </message>
    <message>
        <source>There is no route {route}. It may belong to another day; look again.</source>
        <translation>No hay ruta {route}. Puede ser de otro día; mire otra vez.</translation>
    </message>
    <message>
        <source>There is no sheet {sheet}. There are: {shown}.</source>
        <translation>No hay hoja {sheet}. Hay: {shown}.</translation>
    </message>
    <message>
        <source>There is no stop {stop} on the plan. Load the list again.</source>
        <translation>No hay parada {stop} en el plan. Cargue la lista otra vez.</translation>
    </message>
    <message>
        <source>There is no such desk; it may be revoked already.</source>
        <translation>No hay tal escritorio; quizás ya está revocado.</translation>
    </message>
    <message>
        <source>There is no such key; it may be revoked already.</source>
        <translation>No hay tal clave; quizás ya está revocada.</translation>
    </message>
    <message>
        <source>There is no such phone; it may be revoked already.</source>
        <translation>No hay tal teléfono; quizás ya está revocado.</translation>
    </message>
    <message>
        <source>There is no time zone {zone}. Write it like Europe/Berlin.</source>
        <translation>No hay zona horaria {zone}. Escríbala como America/Santiago o Europe/Berlin.</translation>
    </message>
    <message>
        <source>There is no way out that breaks nothing. Choose a route.</source>
        <translation>Ninguna salida respeta todo. Elija una ruta.</translation>
    </message>
    <message>
        <source>There is no {kind} {person}.</source>
        <translation>No hay {kind} {person}.</translation>
    </message>
    <message>
        <source>There is nobody called {name}.</source>
        <translation>No hay nadie llamado {name}.</translation>
    </message>
    <message>
        <source>There is somebody called {name} already. Choose another name, or revoke that desk first.</source>
        <translation>Ya hay alguien llamado {name}. Elija otro nombre, o revoque primero ese escritorio.</translation>
    </message>
    <message>
        <source>There is somebody called {wanted} already. Choose another name.</source>
        <translation>Ya hay alguien llamado {wanted}. Elija otro nombre.</translation>
    </message>
    <message>
        <source>These depots cannot be opened without it: {depots}. Adding its extract again brings the region back.</source>
        <translation>Estos depósitos no se pueden abrir sin ella: {depots}. Al agregar otra vez su extracto, la región vuelve.</translation>
    </message>
    <message>
        <source>These messages are another driver&apos;s.</source>
        <translation>Estos mensajes son de otro conductor.</translation>
    </message>
    <message>
        <source>These places are not known any more</source>
        <translation>Estos lugares ya no se conocen</translation>
    </message>
    <message>
        <source>These positions cannot be kept: {fault}.</source>
        <translation>Estas posiciones no se pueden guardar: {fault}.</translation>
    </message>
    <message>
        <source>These rows look like depots. Each has a region and a database of its own, so no import takes them: main.py depot import FILE --region NAME sets them up.</source>
        <translation>Estas filas parecen depósitos. Cada uno tiene su propia región y su propia base de datos, así que ninguna importación los toma: main.py depot import FILE --region NAME los crea.</translation>
    </message>
    <message>
        <source>They belong to: {address}</source>
        <translation>Corresponde a: {address}</translation>
    </message>
    <message>
        <source>They were confirmed, and are looked at afterwards.</source>
        <translation>Se confirmaron, y se revisan después.</translation>
    </message>
    <message>
        <source>This cannot be kept: {fault}.</source>
        <translation>Esto no se puede guardar: {fault}.</translation>
    </message>
    <message>
        <source>This computer has no keyring that can be used, so you stay signed in until you close the console.</source>
        <translation>Este computador no tiene un llavero utilizable, así que su sesión dura hasta que cierre la consola.</translation>
    </message>
    <message>
        <source>This depot runs in real time; only a simulated day&apos;s clock can be set.</source>
        <translation>Este depósito va en tiempo real; solo se puede poner el reloj de un día simulado.</translation>
    </message>
    <message>
        <source>This driver is driven by a person now.</source>
        <translation>A este conductor lo maneja ahora una persona.</translation>
    </message>
    <message>
        <source>This hub folds events in version {fold_version}, the console in version {fold_version_2}. Install the same release on both.</source>
        <translation>Este hub lleva los eventos en la versión {fold_version}; la consola, en la {fold_version_2}. Instale la misma versión en ambos.</translation>
    </message>
    <message>
        <source>This hub has no region.</source>
        <translation>Este hub no tiene región.</translation>
    </message>
    <message>
        <source>This hub speaks protocol {PROTOCOL}, the client protocol {protocol}. Install the same release on both.</source>
        <translation>Este hub habla el protocolo {PROTOCOL}; el cliente, el {protocol}. Instale la misma versión en ambos.</translation>
    </message>
    <message>
        <source>This is NOT the hub that was here before. Ask the office before you go on. </source>
        <translation>Este NO es el hub que estaba aquí antes. Pregunte a la oficina antes de seguir. </translation>
    </message>
    <message>
        <source>This is it</source>
        <translation>Es este</translation>
    </message>
    <message>
        <source>This is no CSV table: {error}.</source>
        <translation>Esto no es una tabla CSV: {error}.</translation>
    </message>
    <message>
        <source>This is no certificate in PEM form.</source>
        <translation>Esto no es un certificado en formato PEM.</translation>
    </message>
    <message>
        <source>This is no period of a depot: {fault}.</source>
        <translation>Este no es un período de un depósito: {fault}.</translation>
    </message>
    <message>
        <source>This is no photo: the hub takes JPEG, PNG and WebP. Send one of those.</source>
        <translation>Esto no es una foto: el hub acepta JPEG, PNG y WebP. Envíe una de esas.</translation>
    </message>
    <message>
        <source>This is the depot {depot}, not {depot_2}.</source>
        <translation>Este es el depósito {depot}, no {depot_2}.</translation>
    </message>
    <message>
        <source>This is the password that you had. Choose another one.</source>
        <translation>Esta es la contraseña que tenía. Elija otra.</translation>
    </message>
    <message>
        <source>This link is for another order.</source>
        <translation>Este enlace es de otro pedido.</translation>
    </message>
    <message>
        <source>This link is too old. Ask the office for a new one.</source>
        <translation>Este enlace es muy antiguo. Pida uno nuevo a la oficina.</translation>
    </message>
    <message>
        <source>This link was used already or is too old. Ask the office for a new one.</source>
        <translation>Este enlace ya se usó o es muy antiguo. Pida uno nuevo a la oficina.</translation>
    </message>
    <message>
        <source>This message cannot be used: {fault}.</source>
        <translation>Este mensaje no se puede usar: {fault}.</translation>
    </message>
    <message>
        <source>This password is too easy to guess. Take three or four words that do not belong.</source>
        <translation>Esta contraseña es muy fácil de adivinar. Use tres o cuatro palabras que no se relacionen.</translation>
    </message>
    <message>
        <source>This phone sends too often.</source>
        <translation>Este teléfono envía demasiado seguido.</translation>
    </message>
    <message>
        <source>This phone was signed out by the office. Ask there for a new link.</source>
        <translation>La oficina cerró la sesión de este teléfono. Pídale un enlace nuevo.</translation>
    </message>
    <message>
        <source>This setting is not allowed: {error}</source>
        <translation>Este ajuste no está permitido: {error}</translation>
    </message>
    <message>
        <source>This window</source>
        <translation>Esta ventana</translation>
    </message>
    <message>
        <source>Three or four words in a row</source>
        <translation>Tres o cuatro palabras seguidas</translation>
    </message>
    <message>
        <source>Thursday</source>
        <translation>jueves</translation>
    </message>
    <message>
        <source>Tick every line of the list (Ctrl+L)</source>
        <translation>Marcar todas las líneas de la lista (Ctrl+L)</translation>
    </message>
    <message>
        <source>Time &amp;zone</source>
        <translation>&amp;Zona horaria</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>Le queda</translation>
    </message>
    <message>
        <source>Time left to decide; below, the customer&apos;s window. A click sorts by it.</source>
        <translation>Tiempo para decidir; debajo, la ventana del cliente. Un clic ordena por él.</translation>
    </message>
    <message>
        <source>Time of another visit</source>
        <translation>Tiempo de otra visita</translation>
    </message>
    <message>
        <source>Time to acknowledge</source>
        <translation>Tiempo hasta tomarlo</translation>
    </message>
    <message>
        <source>Time to decide</source>
        <translation>Tiempo hasta decidir</translation>
    </message>
    <message>
        <source>Time to make good</source>
        <translation>Tiempo hasta resolver</translation>
    </message>
    <message>
        <source>Time until changes are sent</source>
        <translation>Tiempo hasta que se envíen los cambios</translation>
    </message>
    <message>
        <source>Time window</source>
        <translation>Ventana horaria</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Hasta</translation>
    </message>
    <message>
        <source>To another day</source>
        <translation>A otro día</translation>
    </message>
    <message>
        <source>To be decided by {clock}; the customer&apos;s window: {window}</source>
        <translation>Por decidir hasta {clock}; la franja del cliente: {window}</translation>
    </message>
    <message>
        <source>To be fetched at our counter {from_}</source>
        <translation>Para retirar en nuestro mesón {from_}</translation>
    </message>
    <message>
        <source>To decide</source>
        <translation>Por decidir</translation>
    </message>
    <message>
        <source>To inspect</source>
        <translation>Por inspeccionar</translation>
    </message>
    <message>
        <source>To inspect · {waiting}</source>
        <translation>Por inspeccionar · {waiting}</translation>
    </message>
    <message>
        <source>To review</source>
        <translation>Por revisar</translation>
    </message>
    <message>
        <source>To send</source>
        <translation>Por enviar</translation>
    </message>
    <message>
        <source>To send · {to_send}</source>
        <translation>Por enviar · {to_send}</translation>
    </message>
    <message>
        <source>To send, alerts, messages</source>
        <translation>Por enviar, alertas, mensajes</translation>
    </message>
    <message>
        <source>To the depot</source>
        <translation>Al depósito</translation>
    </message>
    <message>
        <source>To the deputy after</source>
        <translation>Al suplente tras</translation>
    </message>
    <message>
        <source>To the next open day</source>
        <translation>Al próximo día abierto</translation>
    </message>
    <message>
        <source>To {day}</source>
        <translation>Al {day}</translation>
    </message>
    <message>
        <source>To-send tray</source>
        <translation>Bandeja por enviar</translation>
    </message>
    <message>
        <source>Today, </source>
        <translation>Hoy, </translation>
    </message>
    <message>
        <source>Told another time</source>
        <translation>Avisada otra hora</translation>
    </message>
    <message>
        <source>Told not to come for it</source>
        <translation>Avisado de que no venga por él</translation>
    </message>
    <message>
        <source>Told of the failed visit</source>
        <translation>Avisado de la visita fallida</translation>
    </message>
    <message>
        <source>Told that it can be fetched at the depot</source>
        <translation>Avisado de que se puede retirar en el depósito</translation>
    </message>
    <message>
        <source>Told that it goes to a collection point</source>
        <translation>Avisado de que va a un punto de retiro</translation>
    </message>
    <message>
        <source>Told that the money is back</source>
        <translation>Avisado de que el dinero está de vuelta</translation>
    </message>
    <message>
        <source>Told that the refund is asked for</source>
        <translation>Avisado de que se pidió el reembolso</translation>
    </message>
    <message>
        <source>Told that the van comes again</source>
        <translation>Avisado de que el furgón vuelve</translation>
    </message>
    <message>
        <source>Told the new day</source>
        <translation>Avisado del nuevo día</translation>
    </message>
    <message>
        <source>Told where it can be fetched</source>
        <translation>Avisado dónde se puede retirar</translation>
    </message>
    <message>
        <source>Tomorrow, </source>
        <translation>Mañana, </translation>
    </message>
    <message>
        <source>Too big or too heavy</source>
        <translation>Muy grande o pesado</translation>
    </message>
    <message>
        <source>Too many links are unused. Use those first.</source>
        <translation>Hay demasiados enlaces sin usar. Úselos primero.</translation>
    </message>
    <message>
        <source>Too many people sign in just now. Try again.</source>
        <translation>Demasiadas personas inician sesión ahora. Intente otra vez.</translation>
    </message>
    <message>
        <source>Too many tries. Try again in {seconds} second.</source>
        <translation>Demasiados intentos. Intente otra vez en {seconds} segundo.</translation>
    </message>
    <message>
        <source>Too many tries. Try again in {seconds} seconds.</source>
        <translation>Demasiados intentos. Intente otra vez en {seconds} segundos.</translation>
    </message>
    <message>
        <source>Too much at once.</source>
        <translation>Demasiado de una vez.</translation>
    </message>
    <message>
        <source>Too much of what this device sends is refused. It is listened to again in {seconds} second.</source>
        <translation>Se rechaza demasiado de lo que envía este equipo. Se lo escucha otra vez en {seconds} segundo.</translation>
    </message>
    <message>
        <source>Too much of what this device sends is refused. It is listened to again in {seconds} seconds.</source>
        <translation>Se rechaza demasiado de lo que envía este equipo. Se lo escucha otra vez en {seconds} segundos.</translation>
    </message>
    <message>
        <source>Traccar Client: device id; OwnTracks: password</source>
        <translation>Traccar Client: id del dispositivo; OwnTracks: contraseña</translation>
    </message>
    <message>
        <source>Traccar Client: server address</source>
        <translation>Traccar Client: dirección del servidor</translation>
    </message>
    <message>
        <source>Traccar, OwnTracks, OsmAnd</source>
        <translation>Traccar, OwnTracks, OsmAnd</translation>
    </message>
    <message>
        <source>Trace for 24 h, then replace or refund</source>
        <translation>Buscar 24 h; luego reponer o reembolsar</translation>
    </message>
    <message>
        <source>Traffic drives on the left</source>
        <translation>El tránsito va por la izquierda</translation>
    </message>
    <message>
        <source>Transfer the remaining stops</source>
        <translation>Pasar las paradas restantes</translation>
    </message>
    <message>
        <source>Travel times are still being loaded: what a route would pay is shown in a moment.</source>
        <translation>Todavía se cargan los tiempos de viaje: en un momento se muestra lo que costaría en cada ruta.</translation>
    </message>
    <message>
        <source>Travel times cannot be read ({error}): fetch the whole matrix.</source>
        <translation>Los tiempos de viaje no se pueden leer ({error}): se traen de nuevo.</translation>
    </message>
    <message>
        <source>Trays by driver</source>
        <translation>Bandejas por conductor</translation>
    </message>
    <message>
        <source>Try this</source>
        <translation>Probar esto</translation>
    </message>
    <message>
        <source>Try…</source>
        <translation>Probar…</translation>
    </message>
    <message>
        <source>Tuesday</source>
        <translation>martes</translation>
    </message>
    <message>
        <source>Two collection points are called {point}.</source>
        <translation>Dos puntos de retiro se llaman {point}.</translation>
    </message>
    <message>
        <source>Two entries have the same id: {shown}.</source>
        <translation>Dos entradas tienen el mismo id: {shown}.</translation>
    </message>
    <message>
        <source>Two partners are called {partner}.</source>
        <translation>Dos socios se llaman {partner}.</translation>
    </message>
    <message>
        <source>Two people have looked at {what}. It needs no look the day after.</source>
        <translation>Dos personas ya revisaron {what}. No necesita revisión al día siguiente.</translation>
    </message>
    <message>
        <source>Two routes of the day have the same id.</source>
        <translation>Dos rutas del día tienen el mismo id.</translation>
    </message>
    <message>
        <source>Type a name, a number, a street or some digits of the telephone number.</source>
        <translation>Escriba un nombre, un número, una calle o algunos dígitos del teléfono.</translation>
    </message>
    <message>
        <source>Type the address first</source>
        <translation>Escriba primero la dirección</translation>
    </message>
    <message>
        <source>Type the code that your authenticator app shows.</source>
        <translation>Escriba el código que muestra su aplicación de autenticación.</translation>
    </message>
    <message>
        <source>Type the depot’s address.</source>
        <translation>Escriba la dirección del depósito.</translation>
    </message>
    <message>
        <source>Type this in now: it is not shown again</source>
        <translation>Escriba esto ahora: no se muestra otra vez</translation>
    </message>
    <message>
        <source>Type your name and your password.</source>
        <translation>Escriba su nombre y su contraseña.</translation>
    </message>
    <message>
        <source>Understood</source>
        <translation>Entendido</translation>
    </message>
    <message>
        <source>Undo the last change</source>
        <translation>Deshacer el último cambio</translation>
    </message>
    <message>
        <source>Undone</source>
        <translation>Deshecho</translation>
    </message>
    <message>
        <source>Undone; choose it to do it again</source>
        <translation>Deshecho; elíjalo para hacerlo otra vez</translation>
    </message>
    <message>
        <source>Unknown address</source>
        <translation>Dirección desconocida</translation>
    </message>
    <message>
        <source>Unknown customer</source>
        <translation>Cliente desconocido</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Desbloquear</translation>
    </message>
    <message>
        <source>Unplanned</source>
        <translation>Sin ruta</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Hasta</translation>
    </message>
    <message>
        <source>Until a time…</source>
        <translation>Hasta una hora…</translation>
    </message>
    <message>
        <source>Until it is opened again</source>
        <translation>Hasta que se abra otra vez</translation>
    </message>
    <message>
        <source>Until midnight</source>
        <translation>Hasta medianoche</translation>
    </message>
    <message>
        <source>Until now: {address}</source>
        <translation>Hasta ahora: {address}</translation>
    </message>
    <message>
        <source>Until the end of the shift, or the partner&apos;s cut-off.</source>
        <translation>Hasta el fin del turno, o la hora límite del socio.</translation>
    </message>
    <message>
        <source>Until this time</source>
        <translation>Hasta esta hora</translation>
    </message>
    <message>
        <source>Until {since}: {address}</source>
        <translation>Hasta {since}: {address}</translation>
    </message>
    <message>
        <source>Update {name} from</source>
        <translation>Actualizar {name} desde</translation>
    </message>
    <message>
        <source>Update…</source>
        <translation>Actualizar…</translation>
    </message>
    <message>
        <source>Usual layout of the window</source>
        <translation>Disposición habitual de la ventana</translation>
    </message>
    <message>
        <source>Usual next step</source>
        <translation>Siguiente paso habitual</translation>
    </message>
    <message>
        <source>Usually: {step}{step_2}</source>
        <translation>Habitual: {step}{step_2}</translation>
    </message>
    <message>
        <source>VROOM JSON, for other engines…</source>
        <translation>VROOM JSON, para otros motores…</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valor</translation>
    </message>
    <message>
        <source>Van</source>
        <translation>Furgón</translation>
    </message>
    <message>
        <source>Van of {name}</source>
        <translation>Furgón de {name}</translation>
    </message>
    <message>
        <source>Van&apos;s name</source>
        <translation>Nombre del furgón</translation>
    </message>
    <message>
        <source>Van: {van}</source>
        <translation>Furgón: {van}</translation>
    </message>
    <message>
        <source>Vans</source>
        <translation>Furgones</translation>
    </message>
    <message>
        <source>Vans are listed here once their routes start.</source>
        <translation>Los furgones aparecen aquí cuando empieza su ruta.</translation>
    </message>
    <message>
        <source>Vans of the day</source>
        <translation>Furgones del día</translation>
    </message>
    <message>
        <source>Vans of the day, drivers on standby, partners.</source>
        <translation>Furgones del día, conductores de reserva, socios.</translation>
    </message>
    <message>
        <source>Vans that differ</source>
        <translation>Furgones con diferencias</translation>
    </message>
    <message>
        <source>Vehicle breakdown</source>
        <translation>Avería del vehículo</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>Visitas</translation>
    </message>
    <message>
        <source>Visits that began before the promised window closed and left nothing out, of all that had a promise and are over. One that failed is neither. The card “Served on time” over the window counts served stops only.</source>
        <translation>Visitas que empezaron antes de cerrar la ventana prometida y no dejaron nada fuera, de todas las que tenían promesa y terminaron. Una fallida no es ni lo uno ni lo otro. La tarjeta «Atendidas a tiempo» sobre la ventana cuenta solo paradas atendidas.</translation>
    </message>
    <message>
        <source>Visits that failed, by driver. Who has more stops has more of them.</source>
        <translation>Visitas fallidas, por conductor. Quien tiene más paradas tiene más.</translation>
    </message>
    <message>
        <source>Visits that failed, by the hour of the driver&apos;s report.</source>
        <translation>Visitas fallidas, por la hora del aviso del conductor.</translation>
    </message>
    <message>
        <source>Visits that failed, by the reason that the driver gave. What was left out of a delivery counts, too; the card “Done” over the window counts whole stops.</source>
        <translation>Visitas fallidas, por el motivo que dio el conductor. También cuenta lo que faltó de una entrega; la tarjeta «Hechas» sobre la ventana cuenta paradas enteras.</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Volumen</translation>
    </message>
    <message>
        <source>Volume of all of it, l</source>
        <translation>Volumen total, l</translation>
    </message>
    <message>
        <source>Volume of the line, l</source>
        <translation>Volumen de la línea, l</translation>
    </message>
    <message>
        <source>Wait {LONG_MIN}</source>
        <translation>Esperar {LONG_MIN}</translation>
    </message>
    <message>
        <source>Wait {SHORT_MIN}</source>
        <translation>Esperar {SHORT_MIN}</translation>
    </message>
    <message>
        <source>Waited for the {whom} until {until}. Your move.</source>
        <translation>Se esperó: {whom}, hasta {until}. Le toca a usted.</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>Waiting for the phone. Nobody has reached the hub by this link yet.</source>
        <translation>Esperando el teléfono. Nadie ha llegado aún al hub por este enlace.</translation>
    </message>
    <message>
        <source>Waiting for the phone: scan the code with its camera.</source>
        <translation>Esperando el teléfono: escanee el código con su cámara.</translation>
    </message>
    <message>
        <source>Waits for a route</source>
        <translation>Espera una ruta</translation>
    </message>
    <message>
        <source>Waits for an inspection</source>
        <translation>Espera inspección</translation>
    </message>
    <message>
        <source>Waits for the {whom} until {until} ({actor})</source>
        <translation>En espera: {whom}, hasta {until} ({actor})</translation>
    </message>
    <message>
        <source>Waits {duration} for the window</source>
        <translation>Espera {duration} la ventana</translation>
    </message>
    <message>
        <source>Wants a replacement</source>
        <translation>Quiere una reposición</translation>
    </message>
    <message>
        <source>Wants the money back</source>
        <translation>Quiere el dinero de vuelta</translation>
    </message>
    <message>
        <source>Was to be sent instead of order {replaces}, and was taken back</source>
        <translation>Iba a enviarse en vez del pedido {replaces} y se retiró</translation>
    </message>
    <message>
        <source>Watch it</source>
        <translation>Vigilarla</translation>
    </message>
    <message>
        <source>Way of another visit</source>
        <translation>Camino de otra visita</translation>
    </message>
    <message>
        <source>Ways out</source>
        <translation>Salidas</translation>
    </message>
    <message>
        <source>Ways out · Enter takes the first</source>
        <translation>Salidas · Enter toma la primera</translation>
    </message>
    <message>
        <source>We call the customer</source>
        <translation>Nosotros llamamos al cliente</translation>
    </message>
    <message>
        <source>Weather</source>
        <translation>Clima</translation>
    </message>
    <message>
        <source>Web service that sends text messages, as https://…; empty: nobody is sent any.</source>
        <translation>Servicio web que envía mensajes de texto, como https://…; vacío: no se envían.</translation>
    </message>
    <message>
        <source>Webhook networks</source>
        <translation>Redes de webhooks</translation>
    </message>
    <message>
        <source>Wednesday</source>
        <translation>miércoles</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>Semana</translation>
    </message>
    <message>
        <source>Weekdays</source>
        <translation>Días de la semana</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Peso</translation>
    </message>
    <message>
        <source>Weight of all of it, kg</source>
        <translation>Peso total, kg</translation>
    </message>
    <message>
        <source>Weight of the line, kg</source>
        <translation>Peso de la línea, kg</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Bienvenida</translation>
    </message>
    <message>
        <source>Welcome page…</source>
        <translation>Página de bienvenida…</translation>
    </message>
    <message>
        <source>Welcome to Backhaul</source>
        <translation>Bienvenido a Backhaul</translation>
    </message>
    <message>
        <source>Welcome: open something else</source>
        <translation>Bienvenida: abrir otra cosa</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>What a decision costs</source>
        <translation>Lo que cuesta una decisión</translation>
    </message>
    <message>
        <source>What a van emits; reports multiply it with the way that was driven.</source>
        <translation>Lo que emite un furgón; los informes lo multiplican por el camino hecho.</translation>
    </message>
    <message>
        <source>What an order would cost on a route, or why it cannot go there</source>
        <translation>Qué costaría un pedido en una ruta, o por qué no puede ir</translation>
    </message>
    <message>
        <source>What answers at {url} is no hub of ours.</source>
        <translation>Lo que responde en {url} no es un hub nuestro.</translation>
    </message>
    <message>
        <source>What answers at {url} is no hub of this release.</source>
        <translation>Lo que responde en {url} no es un hub de esta versión.</translation>
    </message>
    <message>
        <source>What answers at {ws_url} is no hub of ours. {error}</source>
        <translation>Lo que responde en {ws_url} no es un hub nuestro. {error}</translation>
    </message>
    <message>
        <source>What becomes of goods</source>
        <translation>Qué se hace con los productos</translation>
    </message>
    <message>
        <source>What becomes of it</source>
        <translation>Qué se hace con él</translation>
    </message>
    <message>
        <source>What belongs to nobody known lies here.</source>
        <translation>Aquí está lo que no es de nadie conocido.</translation>
    </message>
    <message>
        <source>What came up meanwhile goes out then, if it still matters.</source>
        <translation>Lo que surgió entretanto sale entonces, si aún importa.</translation>
    </message>
    <message>
        <source>What does the customer of {order_id} want?</source>
        <translation>¿Qué quiere el cliente de {order_id}?</translation>
    </message>
    <message>
        <source>What does {customer} send back?</source>
        <translation>¿Qué devuelve {customer}?</translation>
    </message>
    <message>
        <source>What each slot would cost is being worked out…</source>
        <translation>Se calcula lo que costaría cada horario…</translation>
    </message>
    <message>
        <source>What fits in when the van is emptiest on its way.</source>
        <translation>Lo que cabe cuando el furgón va más vacío en su camino.</translation>
    </message>
    <message>
        <source>What goods bring</source>
        <translation>Lo que rinden los productos</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Qué pasó</translation>
    </message>
    <message>
        <source>What happened, order, customer. Most money at stake and most urgent first; a click sorts by age.</source>
        <translation>Qué pasó, pedido, cliente. Primero lo que más dinero pone en juego y más urge; un clic ordena por antigüedad.</translation>
    </message>
    <message>
        <source>What is chosen is yours already.</source>
        <translation>Lo elegido ya es suyo.</translation>
    </message>
    <message>
        <source>What is chosen on the shelf is the chosen missing line</source>
        <translation>Lo elegido en el estante es la línea perdida elegida</translation>
    </message>
    <message>
        <source>What is collected</source>
        <translation>Qué se retira</translation>
    </message>
    <message>
        <source>What is heard: &quot;message&quot;, when a driver writes; &quot;case&quot;, when something new needs a decision, once for everything of one cause; &quot;door&quot;, when a driver at a door waits for a word; &quot;back&quot;, when a case that waited is due or answered. None by default.</source>
        <translation>Qué se oye: «message», cuando escribe un conductor; «case», cuando algo nuevo necesita una decisión, una vez por causa; «door», cuando un conductor en una puerta espera respuesta; «back», cuando un caso en espera vence o recibe respuesta. Ninguno al comienzo.</translation>
    </message>
    <message>
        <source>What is inspected gathers here by where it goes.</source>
        <translation>Lo inspeccionado se junta aquí según su destino.</translation>
    </message>
    <message>
        <source>What is offered at the inspection, how it is called, and what it brings where no rate says so. A disposition of your own is a kind of one of these: its goods go the same way with the same papers, in lots of their own.</source>
        <translation>Lo que se ofrece en la inspección, cómo se llama y qué da donde ninguna tarifa lo dice. Un destino propio es un tipo de uno de estos: sus productos van igual y con los mismos papeles, en lotes propios.</translation>
    </message>
    <message>
        <source>What is on the clipboard cannot be kept as a photo.</source>
        <translation>Lo que está en el portapapeles no se puede guardar como foto.</translation>
    </message>
    <message>
        <source>What is recommended</source>
        <translation>Lo recomendado</translation>
    </message>
    <message>
        <source>What is saved counts at once, for everybody.</source>
        <translation>Lo que se guarda vale de inmediato, para todos.</translation>
    </message>
    <message>
        <source>What is the geofence around? Give it a name.</source>
        <translation>¿Alrededor de qué está la geocerca? Póngale un nombre.</translation>
    </message>
    <message>
        <source>What is wrong with the file</source>
        <translation>Lo que está mal en el archivo</translation>
    </message>
    <message>
        <source>What it brings</source>
        <translation>Lo que rinde</translation>
    </message>
    <message>
        <source>What it is around</source>
        <translation>Lo que rodea</translation>
    </message>
    <message>
        <source>What may be chosen for another day, such as 09:00–13:00, 13:00–18:00.</source>
        <translation>Lo que se puede elegir para otro día, como 09:00–13:00, 13:00–18:00.</translation>
    </message>
    <message>
        <source>What must the next day know?</source>
        <translation>¿Qué debe saber el día siguiente?</translation>
    </message>
    <message>
        <source>What needs a second look, rates and partners, with their history</source>
        <translation>Qué necesita una segunda mirada, tasas y socios, con su historial</translation>
    </message>
    <message>
        <source>What needs one is set in Limits… above: refunds over a sum, exceptions, repeated visits.</source>
        <translation>Lo que la necesita se fija arriba en Límites…: reembolsos sobre una suma, excepciones, visitas repetidas.</translation>
    </message>
    <message>
        <source>What people approve for themselves stands here the day after.</source>
        <translation>Lo que la gente aprueba para sí misma aparece aquí al día siguiente.</translation>
    </message>
    <message>
        <source>What people call it</source>
        <translation>Como la llama la gente</translation>
    </message>
    <message>
        <source>What requests to that service are signed with.</source>
        <translation>Con qué se firman las peticiones a ese servicio.</translation>
    </message>
    <message>
        <source>What should the next driver know of {address}?</source>
        <translation>¿Qué debe saber de {address} el próximo conductor?</translation>
    </message>
    <message>
        <source>What still fits in now: kilograms, cubic metres, container slots.</source>
        <translation>Lo que aún cabe ahora: kilos, metros cúbicos, espacios de envases.</translation>
    </message>
    <message>
        <source>What taking the chosen order would cost.</source>
        <translation>Lo que costaría tomar el pedido elegido.</translation>
    </message>
    <message>
        <source>What the caller says about it</source>
        <translation>Lo que dice quien llama</translation>
    </message>
    <message>
        <source>What the caller wants… (Alt+I)</source>
        <translation>Lo que quiere quien llama… (Alt+I)</translation>
    </message>
    <message>
        <source>What the day, week or year cost and brought (F7)</source>
        <translation>Lo que costó y rindió el día, la semana o el año (F7)</translation>
    </message>
    <message>
        <source>What the desktop tells while the window is not in front, by the same names as sounds. None by default.</source>
        <translation>Qué avisa el escritorio mientras la ventana no está al frente, con los mismos nombres que los sonidos. Ninguno al comienzo.</translation>
    </message>
    <message>
        <source>What the driver should try</source>
        <translation>Lo que el conductor debe probar</translation>
    </message>
    <message>
        <source>What the goods of these cases bring: as decided, and as found once they were looked at.</source>
        <translation>Lo que rinden los productos de estos casos: según se decidió, y según se vio al inspeccionarlos.</translation>
    </message>
    <message>
        <source>What the hub answers</source>
        <translation>Lo que responde el hub</translation>
    </message>
    <message>
        <source>What the hub shows of itself</source>
        <translation>Lo que el hub muestra de sí</translation>
    </message>
    <message>
        <source>What the new one is a kind of</source>
        <translation>De qué es un tipo lo nuevo</translation>
    </message>
    <message>
        <source>What the next shift must know</source>
        <translation>Lo que el próximo turno debe saber</translation>
    </message>
    <message>
        <source>What the next shift must know, as text (Ctrl+H)</source>
        <translation>Lo que el próximo turno debe saber, como texto (Ctrl+H)</translation>
    </message>
    <message>
        <source>What the office reads, how soon it decides, and what it usually does next. Codes and reports stay; drivers and customers read their own words. A reason of your own is a kind of one of these, and drivers read it as you write it.</source>
        <translation>Lo que lee la oficina, cuán pronto decide y qué suele hacer después. Códigos e informes quedan; conductores y clientes leen sus propias palabras. Un motivo propio es un tipo de uno de estos, y los conductores lo leen como se escriba.</translation>
    </message>
    <message>
        <source>What the phone found</source>
        <translation>Lo que encontró el teléfono</translation>
    </message>
    <message>
        <source>What the point takes for it.</source>
        <translation>Lo que cobra el punto por ello.</translation>
    </message>
    <message>
        <source>What the shapes and signs say</source>
        <translation>Qué dicen las formas y los signos</translation>
    </message>
    <message>
        <source>What the shop&apos;s policy says</source>
        <translation>Lo que dice la política de la tienda</translation>
    </message>
    <message>
        <source>What the van brings</source>
        <translation>Lo que trae el furgón</translation>
    </message>
    <message>
        <source>What the vendor credits, of their value.</source>
        <translation>Lo que abona el proveedor, de su valor.</translation>
    </message>
    <message>
        <source>What the way out that was taken was to leave, beside the best one that was not, of cases that had a choice. The figure is how much the decisions were ahead.</source>
        <translation>Lo que dejaría la salida tomada, junto a la mejor no tomada, en casos con opciones. La cifra es cuánto ganaron las decisiones.</translation>
    </message>
    <message>
        <source>What the window speaks, and how it writes figures and dates.</source>
        <translation>El idioma de la ventana, y cómo escribe cifras y fechas.</translation>
    </message>
    <message>
        <source>What their material brings, of their value.</source>
        <translation>Lo que da su material, de su valor.</translation>
    </message>
    <message>
        <source>What there is no room for</source>
        <translation>Lo que no cabe</translation>
    </message>
    <message>
        <source>What they bring, of their deposit.</source>
        <translation>Lo que dan, de su garantía.</translation>
    </message>
    <message>
        <source>What they bring, of their value.</source>
        <translation>Lo que dan, de su valor.</translation>
    </message>
    <message>
        <source>What waits at the desk</source>
        <translation>Lo que espera en el escritorio</translation>
    </message>
    <message>
        <source>What was decided on returns and collections cost, for each of them; beside it the same of deliveries that failed.</source>
        <translation>Lo que costó lo decidido en devoluciones y retiros, por cada uno; al lado, lo mismo de entregas fallidas.</translation>
    </message>
    <message>
        <source>What was said</source>
        <translation>Lo que se dijo</translation>
    </message>
    <message>
        <source>What was said (kept with the call)</source>
        <translation>Lo que se dijo (se guarda con la llamada)</translation>
    </message>
    <message>
        <source>What would break, or how the goods come there.</source>
        <translation>Qué se incumpliría, o cómo llegan los productos.</translation>
    </message>
    <message>
        <source>What would you like to open? The next start opens the same again.</source>
        <translation>¿Qué quiere abrir? El próximo inicio abre lo mismo.</translation>
    </message>
    <message>
        <source>What you call it</source>
        <translation>Como usted lo llama</translation>
    </message>
    <message>
        <source>What you have in hand, also what waits</source>
        <translation>Lo que usted tiene a cargo, también lo que espera</translation>
    </message>
    <message>
        <source>What you record is listed here.</source>
        <translation>Lo que usted registre aparece aquí.</translation>
    </message>
    <message>
        <source>What you saw; needed where you decide otherwise</source>
        <translation>Lo que vio; necesario si decide otra cosa</translation>
    </message>
    <message>
        <source>What {called} does</source>
        <translation>Qué hace {called}</translation>
    </message>
    <message>
        <source>What {route} has done or is doing cannot change its place.</source>
        <translation>Lo que {route} hizo o está haciendo no puede cambiar de lugar.</translation>
    </message>
    <message>
        <source>What “{entry}” brings is a rate of the depot; set it there.</source>
        <translation>Lo que da «{entry}» es una tarifa del depósito; póngala ahí.</translation>
    </message>
    <message>
        <source>Whatever happens.</source>
        <translation>Pase lo que pase.</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>When another visit is paid for and the last one may not have been made.</source>
        <translation>Cuando se paga otra visita y la última quizás no se hizo.</translation>
    </message>
    <message>
        <source>When goods become something else than their grade suggests.</source>
        <translation>Cuando los productos terminan siendo otra cosa que lo que sugiere su grado.</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Dónde</translation>
    </message>
    <message>
        <source>Where customers fetch goods, Monday to Saturday and on Sundays that are worked.</source>
        <translation>Donde los clientes retiran productos, de lunes a sábado y los domingos que se trabajan.</translation>
    </message>
    <message>
        <source>Where customers may fetch what could not be delivered.</source>
        <translation>Donde los clientes pueden retirar lo que no se pudo entregar.</translation>
    </message>
    <message>
        <source>Where customers reach the hub from outside, through a proxy that encrypts and passes their address on in X-Forwarded-For, as https://orders.example.com; empty: only this machine does.</source>
        <translation>Por dónde llegan los clientes al hub desde fuera, por un proxy que cifra y pasa su dirección en X-Forwarded-For, como https://orders.example.com; vacío: solo este computador.</translation>
    </message>
    <message>
        <source>Where do the goods of {order_id} lie?</source>
        <translation>¿Dónde están los productos de {order_id}?</translation>
    </message>
    <message>
        <source>Where goods were wrong, damaged or lost and stock has them.</source>
        <translation>Donde los productos eran equivocados, dañados o perdidos y el stock los tiene.</translation>
    </message>
    <message>
        <source>Where is it?</source>
        <translation>¿Dónde es?</translation>
    </message>
    <message>
        <source>Where is the depot? Choose its address.</source>
        <translation>¿Dónde está el depósito? Elija su dirección.</translation>
    </message>
    <message>
        <source>Where is {address}? Drag the pin or click there; Esc leaves it</source>
        <translation>¿Dónde está {address}? Arrastre el pin o haga clic ahí; Esc lo deja</translation>
    </message>
    <message>
        <source>Where no delivery is known that brought it.</source>
        <translation>Donde no se conoce una entrega que lo trajo.</translation>
    </message>
    <message>
        <source>Where no route has been worked out.</source>
        <translation>Donde no se calculó una ruta.</translation>
    </message>
    <message>
        <source>Where the row that is chosen is: choose, or put a pin on the map</source>
        <translation>Dónde está la fila elegida: elija, o ponga un pin en el mapa</translation>
    </message>
    <message>
        <source>Where visits failed, on the map (Shift+F7)</source>
        <translation>Dónde fallaron las visitas, en el mapa (Shift+F7)</translation>
    </message>
    <message>
        <source>Where visits failed; the brighter, the more often.</source>
        <translation>Dónde fallaron visitas; más brillante, más seguido.</translation>
    </message>
    <message>
        <source>Where your vans start and end. It is kept on this computer; nothing is sent anywhere.</source>
        <translation>Donde empiezan y terminan sus furgones. Se guarda en este computador; no se envía nada a ninguna parte.</translation>
    </message>
    <message>
        <source>Where {route} stands</source>
        <translation>Donde está {route}</translation>
    </message>
    <message>
        <source>Which kind of “{kind}”?</source>
        <translation>¿Qué tipo de «{kind}»?</translation>
    </message>
    <message>
        <source>Which link for the customer of {order_id} shall open nothing any more?
It cannot be brought back; the customer may get a new one.</source>
        <translation>¿Qué enlace del cliente de {order_id} no debe abrir nada más?
No se puede recuperar; el cliente puede recibir uno nuevo.</translation>
    </message>
    <message>
        <source>Which neighbour? The driver reads this.</source>
        <translation>¿Qué vecino? El conductor lo lee.</translation>
    </message>
    <message>
        <source>Which street is closed? Give its name.</source>
        <translation>¿Qué calle está cerrada? Escriba su nombre.</translation>
    </message>
    <message>
        <source>Which street is it? Give its name.</source>
        <translation>¿Qué calle es? Dé su nombre.</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>Who acts here: {user}</source>
        <translation>Quién actúa aquí: {user}</translation>
    </message>
    <message>
        <source>Who acts here; your account, and people</source>
        <translation>Quién actúa aquí; su cuenta y las personas</translation>
    </message>
    <message>
        <source>Who can take this case?</source>
        <translation>¿Quién puede tomar este caso?</translation>
    </message>
    <message>
        <source>Who can take this?</source>
        <translation>¿Quién puede tomar esto?</translation>
    </message>
    <message>
        <source>Who could take it</source>
        <translation>Quién podría tomarlo</translation>
    </message>
    <message>
        <source>Who is calling?</source>
        <translation>¿Quién llama?</translation>
    </message>
    <message>
        <source>Who is calling? (F3)</source>
        <translation>¿Quién llama? (F3)</translation>
    </message>
    <message>
        <source>Who is to look at it</source>
        <translation>Quién debe verlo</translation>
    </message>
    <message>
        <source>Who is to look at {names}?</source>
        <translation>¿Quién debe ver {names}?</translation>
    </message>
    <message>
        <source>Who takes an order over for a price, until an hour of the day.</source>
        <translation>Quién toma un pedido por un precio, hasta una hora del día.</translation>
    </message>
    <message>
        <source>Who takes it?</source>
        <translation>¿Quién se lo lleva?</translation>
    </message>
    <message>
        <source>Who takes the lot</source>
        <translation>Quién se lleva el lote</translation>
    </message>
    <message>
        <source>Who takes this seat?</source>
        <translation>¿Quién toma este puesto?</translation>
    </message>
    <message>
        <source>Who takes {subject}? Choose or type a user name.</source>
        <translation>¿Quién toma {subject}? Elija o escriba un nombre de usuario.</translation>
    </message>
    <message>
        <source>Who waits, and where. A click sorts by name.</source>
        <translation>Quién espera y dónde. Un clic ordena por nombre.</translation>
    </message>
    <message>
        <source>Whom the map names for those other streets, as their licence demands.</source>
        <translation>A quién nombra el mapa por esas otras calles, como exige su licencia.</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Por qué</translation>
    </message>
    <message>
        <source>Why a visit fails</source>
        <translation>Por qué falla una visita</translation>
    </message>
    <message>
        <source>Why does the caller not want it any more?</source>
        <translation>¿Por qué ya no lo quiere quien llama?</translation>
    </message>
    <message>
        <source>Why does the shop not refund order {order_id}?</source>
        <translation>¿Por qué la tienda no reembolsa el pedido {order_id}?</translation>
    </message>
    <message>
        <source>Why is it accepted as it is?</source>
        <translation>¿Por qué se acepta como está?</translation>
    </message>
    <message>
        <source>Why it is accepted as it is</source>
        <translation>Por qué se acepta como está</translation>
    </message>
    <message>
        <source>Why it is back</source>
        <translation>Por qué volvió</translation>
    </message>
    <message>
        <source>Why? It stays with the decision.</source>
        <translation>¿Por qué? Queda con la decisión.</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Horario</translation>
    </message>
    <message>
        <source>With</source>
        <translation>Con</translation>
    </message>
    <message>
        <source>With so much at stake a case is serious by itself. 0: by its time and history only.</source>
        <translation>Con tanto en juego un caso es serio por sí solo. 0: solo por su tiempo y su historia.</translation>
    </message>
    <message>
        <source>With the way there, where no route has been worked out.</source>
        <translation>Con el camino hasta ahí, donde no se calculó una ruta.</translation>
    </message>
    <message>
        <source>Withdraw the exception</source>
        <translation>Retirar la excepción</translation>
    </message>
    <message>
        <source>Without an answer by then it is the deputy&apos;s.</source>
        <translation>Sin respuesta para entonces, pasa al suplente.</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Palabras</translation>
    </message>
    <message>
        <source>Words of {code}</source>
        <translation>Palabras de {code}</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>Trabajo</translation>
    </message>
    <message>
        <source>Working out what every route would need…</source>
        <translation>Calculando qué necesitaría cada ruta…</translation>
    </message>
    <message>
        <source>Working out who could help…</source>
        <translation>Calculando quién podría ayudar…</translation>
    </message>
    <message>
        <source>Worth</source>
        <translation>Valor</translation>
    </message>
    <message>
        <source>Worth nothing.</source>
        <translation>No vale nada.</translation>
    </message>
    <message>
        <source>Worth of the goods; below, how the case stands. A click sorts by it.</source>
        <translation>Valor de los productos; debajo, cómo está el caso. Un clic ordena por él.</translation>
    </message>
    <message>
        <source>Write a note (N)</source>
        <translation>Escriba una nota (N)</translation>
    </message>
    <message>
        <source>Write a note for whoever opens the next day.</source>
        <translation>Escriba una nota para quien abra el próximo día.</translation>
    </message>
    <message>
        <source>Write a note on this case</source>
        <translation>Escribir una nota en este caso</translation>
    </message>
    <message>
        <source>Write it like: Mon-Fri 9:00-13:00, 15:00-18:00; Sat 10-14</source>
        <translation>Escríbalo así: lun-vie 9:00-13:00, 15:00-18:00; sáb 10-14</translation>
    </message>
    <message>
        <source>Write more than nothing and no more than {money}.</source>
        <translation>Escriba más que nada y no más de {money}.</translation>
    </message>
    <message>
        <source>Write refund run {run}</source>
        <translation>Escribir la tanda de reembolsos {run}</translation>
    </message>
    <message>
        <source>Write run {run} again…</source>
        <translation>Escribir la tanda {run} otra vez…</translation>
    </message>
    <message>
        <source>Write to customers</source>
        <translation>Escribir a los clientes</translation>
    </message>
    <message>
        <source>Write to the driver…</source>
        <translation>Escribir al conductor…</translation>
    </message>
    <message>
        <source>Write {title}</source>
        <translation>Escribir {title}</translation>
    </message>
    <message>
        <source>Write-off</source>
        <translation>Pérdida</translation>
    </message>
    <message>
        <source>Write-offs over</source>
        <translation>Pérdidas sobre</translation>
    </message>
    <message>
        <source>Wrong address</source>
        <translation>Dirección equivocada</translation>
    </message>
    <message>
        <source>Wrong item</source>
        <translation>Artículo equivocado</translation>
    </message>
    <message>
        <source>X hexagon: exchange · H bow tie: hand-over to another van</source>
        <translation>X hexágono: cambio · H moño: traspaso a otro furgón</translation>
    </message>
    <message>
        <source>XLSX, the same as a workbook…</source>
        <translation>XLSX, lo mismo como libro…</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>Año</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Sí</translation>
    </message>
    <message>
        <source>Yesterday, </source>
        <translation>Ayer, </translation>
    </message>
    <message>
        <source>You are here for the first time. </source>
        <translation>Es su primera vez aquí. </translation>
    </message>
    <message>
        <source>You are not among the drivers of this depot any more. Ask the office.</source>
        <translation>Usted ya no está entre los conductores de este depósito. Pregunte a la oficina.</translation>
    </message>
    <message>
        <source>You are not on a break.</source>
        <translation>No está en pausa.</translation>
    </message>
    <message>
        <source>You are not signed in any more.</source>
        <translation>Su sesión ya no está abierta.</translation>
    </message>
    <message>
        <source>You asked for {what} yourself. Somebody else has to look at it.</source>
        <translation>Usted pidió {what}. Otra persona debe revisarlo.</translation>
    </message>
    <message>
        <source>You asked for {what} yourself: it is on the list “{tabs}” tomorrow.</source>
        <translation>Usted mismo pidió {what}: mañana está en la lista «{tabs}».</translation>
    </message>
    <message>
        <source>You can promise {window}</source>
        <translation>Puede prometer {window}</translation>
    </message>
    <message>
        <source>You closed {day} yourself. Somebody else signs it off.</source>
        <translation>Usted cerró el {day}. Otra persona lo firma.</translation>
    </message>
    <message>
        <source>You have arrived at stop {stop} already.</source>
        <translation>Ya llegó a la parada {stop}.</translation>
    </message>
    <message>
        <source>You have order {order_id}</source>
        <translation>Usted tiene el pedido {order_id}</translation>
    </message>
    <message>
        <source>You have {route}</source>
        <translation>Usted tiene {route}</translation>
    </message>
    <message>
        <source>You read too slowly; connect again to go on where you stood.</source>
        <translation>Lee demasiado lento; conéctese otra vez para seguir donde quedó.</translation>
    </message>
    <message>
        <source>You: {words}</source>
        <translation>Usted: {words}</translation>
    </message>
    <message>
        <source>Your access was revoked. Ask the office for a new one.</source>
        <translation>Su acceso fue revocado. Pida uno nuevo a la oficina.</translation>
    </message>
    <message>
        <source>Your break has begun already.</source>
        <translation>Su pausa ya empezó.</translation>
    </message>
    <message>
        <source>Your city from an OpenStreetMap extract, your depot, vans and drivers; then orders from a CSV or XLSX file.</source>
        <translation>Su ciudad de un extracto de OpenStreetMap, su depósito, furgones y conductores; luego pedidos de un archivo CSV o XLSX.</translation>
    </message>
    <message>
        <source>Your office runs a hub already: sign in with its address, your name and password.</source>
        <translation>Su oficina ya tiene un hub: inicie sesión con su dirección, su nombre y contraseña.</translation>
    </message>
    <message>
        <source>Your password is changed. Other places were signed out.</source>
        <translation>Su contraseña cambió. En otras partes se cerró la sesión.</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Acercar</translation>
    </message>
    <message>
        <source>Zoom in (+)</source>
        <translation>Acercar (+)</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Alejar</translation>
    </message>
    <message>
        <source>Zoom out (−)</source>
        <translation>Alejar (−)</translation>
    </message>
    <message>
        <source>a cell is far too long</source>
        <translation>una celda es demasiado larga</translation>
    </message>
    <message>
        <source>a container</source>
        <translation>un retiro de envases</translation>
    </message>
    <message>
        <source>a credit</source>
        <translation>un crédito</translation>
    </message>
    <message>
        <source>a customer</source>
        <translation>un cliente</translation>
    </message>
    <message>
        <source>a day</source>
        <translation>al día</translation>
    </message>
    <message>
        <source>a delivery</source>
        <translation>una entrega</translation>
    </message>
    <message>
        <source>a dispatcher</source>
        <translation>un despachador</translation>
    </message>
    <message>
        <source>a driver</source>
        <translation>un conductor</translation>
    </message>
    <message>
        <source>a exchange</source>
        <translation>un cambio</translation>
    </message>
    <message>
        <source>a formula without a result: open and save the file once</source>
        <translation>una fórmula sin resultado: abra y guarde una vez el archivo</translation>
    </message>
    <message>
        <source>a little</source>
        <translation>un poco</translation>
    </message>
    <message>
        <source>a partner</source>
        <translation>un socio</translation>
    </message>
    <message>
        <source>a quotation mark is opened and not closed</source>
        <translation>se abre una comilla y no se cierra</translation>
    </message>
    <message>
        <source>a rate of the depot</source>
        <translation>una tasa del depósito</translation>
    </message>
    <message>
        <source>a request</source>
        <translation>una solicitud</translation>
    </message>
    <message>
        <source>a return</source>
        <translation>una devolución</translation>
    </message>
    <message>
        <source>a round collects; it delivers nothing.</source>
        <translation>una ronda retira; no entrega nada.</translation>
    </message>
    <message>
        <source>a shop</source>
        <translation>una tienda</translation>
    </message>
    <message>
        <source>a supervisor</source>
        <translation>un supervisor</translation>
    </message>
    <message>
        <source>a supervisor or {deputy}</source>
        <translation>un supervisor o {deputy}</translation>
    </message>
    <message>
        <source>a tail lift</source>
        <translation>una plataforma elevadora</translation>
    </message>
    <message>
        <source>address</source>
        <translation>dirección</translation>
    </message>
    <message>
        <source>admin</source>
        <translation>administrador</translation>
    </message>
    <message>
        <source>after the goods are inspected</source>
        <translation>después de inspeccionar los productos</translation>
    </message>
    <message>
        <source>after {duration}</source>
        <translation>tras {duration}</translation>
    </message>
    <message>
        <source>after {visit}</source>
        <translation>tras {visit}</translation>
    </message>
    <message>
        <source>agreed</source>
        <translation>acordado</translation>
    </message>
    <message>
        <source>all answered</source>
        <translation>todos respondidos</translation>
    </message>
    <message>
        <source>all days</source>
        <translation>todos los días</translation>
    </message>
    <message>
        <source>all live</source>
        <translation>todos en línea</translation>
    </message>
    <message>
        <source>already</source>
        <translation>ya</translation>
    </message>
    <message>
        <source>an administrator</source>
        <translation>un administrador</translation>
    </message>
    <message>
        <source>an auditor</source>
        <translation>un auditor</translation>
    </message>
    <message>
        <source>an exchange</source>
        <translation>un cambio</translation>
    </message>
    <message>
        <source>and {offered} more vans were offered</source>
        <translation>y se ofrecieron {offered} furgones más</translation>
    </message>
    <message>
        <source>and {rows} more</source>
        <translation>y {rows} más</translation>
    </message>
    <message>
        <source>and {told} more</source>
        <translation>y {told} más</translation>
    </message>
    <message>
        <source>another customer&apos;s</source>
        <translation>de otro cliente</translation>
    </message>
    <message>
        <source>another day</source>
        <translation>otro día</translation>
    </message>
    <message>
        <source>another row of it is refused</source>
        <translation>otra fila del mismo se rechaza</translation>
    </message>
    <message>
        <source>another serial number</source>
        <translation>otro número de serie</translation>
    </message>
    <message>
        <source>another van</source>
        <translation>otro furgón</translation>
    </message>
    <message>
        <source>another visit to order {order}</source>
        <translation>otra visita al pedido {order}</translation>
    </message>
    <message>
        <source>answer within {duration}</source>
        <translation>responder en {duration}</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>respondió</translation>
    </message>
    <message>
        <source>answered the driver</source>
        <translation>respondió al conductor</translation>
    </message>
    <message>
        <source>any supervisor</source>
        <translation>cualquier supervisor</translation>
    </message>
    <message>
        <source>any time</source>
        <translation>a cualquier hora</translation>
    </message>
    <message>
        <source>approved</source>
        <translation>aprobado</translation>
    </message>
    <message>
        <source>approved it</source>
        <translation>lo aprobó</translation>
    </message>
    <message>
        <source>approved {what}</source>
        <translation>aprobó {what}</translation>
    </message>
    <message>
        <source>are not of one size</source>
        <translation>no son de un mismo tamaño</translation>
    </message>
    <message>
        <source>are open again</source>
        <translation>están abiertos otra vez</translation>
    </message>
    <message>
        <source>are yours</source>
        <translation>son suyos</translation>
    </message>
    <message>
        <source>arrived</source>
        <translation>en curso</translation>
    </message>
    <message>
        <source>arrives</source>
        <translation>llega</translation>
    </message>
    <message>
        <source>as before</source>
        <translation>como antes</translation>
    </message>
    <message>
        <source>as shipped</source>
        <translation>como viene</translation>
    </message>
    <message>
        <source>as stop {number} if {limits}</source>
        <translation>como parada {number} si {limits}</translation>
    </message>
    <message>
        <source>asked for a refund of {amount}</source>
        <translation>pidió un reembolso de {amount}</translation>
    </message>
    <message>
        <source>asked for a second look: {words}</source>
        <translation>pidió una segunda mirada: {words}</translation>
    </message>
    <message>
        <source>asked {actor} to look at it</source>
        <translation>pidió a {actor} que lo vea</translation>
    </message>
    <message>
        <source>asks you to wait</source>
        <translation>le pide esperar</translation>
    </message>
    <message>
        <source>at</source>
        <translation>en</translation>
    </message>
    <message>
        <source>at once</source>
        <translation>de inmediato</translation>
    </message>
    <message>
        <source>at our counter</source>
        <translation>en nuestro mesón</translation>
    </message>
    <message>
        <source>at the depot</source>
        <translation>en el depósito</translation>
    </message>
    <message>
        <source>at the depot {since}</source>
        <translation>en el depósito {since}</translation>
    </message>
    <message>
        <source>at the door</source>
        <translation>en la puerta</translation>
    </message>
    <message>
        <source>at {address} {since}</source>
        <translation>en {address} {since}</translation>
    </message>
    <message>
        <source>at {clock}</source>
        <translation>a las {clock}</translation>
    </message>
    <message>
        <source>at {place}</source>
        <translation>en {place}</translation>
    </message>
    <message>
        <source>attempts</source>
        <translation>intentos</translation>
    </message>
    <message>
        <source>auditor</source>
        <translation>auditor</translation>
    </message>
    <message>
        <source>back at {clock_on}</source>
        <translation>de vuelta a las {clock_on}</translation>
    </message>
    <message>
        <source>back to the depot</source>
        <translation>de vuelta al depósito</translation>
    </message>
    <message>
        <source>back {back}</source>
        <translation>vuelve {back}</translation>
    </message>
    <message>
        <source>bar</source>
        <translation>barra</translation>
    </message>
    <message>
        <source>becomes stop {number}</source>
        <translation>será la parada {number}</translation>
    </message>
    <message>
        <source>begins</source>
        <translation>empieza</translation>
    </message>
    <message>
        <source>between stops</source>
        <translation>entre paradas</translation>
    </message>
    <message>
        <source>between {text} and {text_2}</source>
        <translation>entre {text} y {text_2}</translation>
    </message>
    <message>
        <source>booked</source>
        <translation>hora acordada</translation>
    </message>
    <message>
        <source>both count</source>
        <translation>ambas cuentan</translation>
    </message>
    <message>
        <source>breaks: {words}</source>
        <translation>incumple: {words}</translation>
    </message>
    <message>
        <source>by a partner</source>
        <translation>por un socio</translation>
    </message>
    <message>
        <source>by a refund</source>
        <translation>por un reembolso</translation>
    </message>
    <message>
        <source>by a replacement</source>
        <translation>por una reposición</translation>
    </message>
    <message>
        <source>by a visit</source>
        <translation>por una visita</translation>
    </message>
    <message>
        <source>by the region&apos;s own index: {error}</source>
        <translation>por el índice propio de la región: {error}</translation>
    </message>
    <message>
        <source>by webhook</source>
        <translation>por webhook</translation>
    </message>
    <message>
        <source>by {by} at {clock}</source>
        <translation>por {by} a las {clock}</translation>
    </message>
    <message>
        <source>by {server}</source>
        <translation>según {server}</translation>
    </message>
    <message>
        <source>by {who}</source>
        <translation>por {who}</translation>
    </message>
    <message>
        <source>called: {outcome}</source>
        <translation>llamó: {outcome}</translation>
    </message>
    <message>
        <source>came too late</source>
        <translation>llegó tarde</translation>
    </message>
    <message>
        <source>cancel</source>
        <translation>anular</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>anulada</translation>
    </message>
    <message>
        <source>cannot</source>
        <translation>no puede</translation>
    </message>
    <message>
        <source>cannot be read ({error})</source>
        <translation>no se puede leer ({error})</translation>
    </message>
    <message>
        <source>cannot go on since {clock}</source>
        <translation>no puede seguir desde las {clock}</translation>
    </message>
    <message>
        <source>cannot go on, {address}</source>
        <translation>no puede seguir, {address}</translation>
    </message>
    <message>
        <source>cannot take it</source>
        <translation>no puede tomarlo</translation>
    </message>
    <message>
        <source>carried over from {day}</source>
        <translation>traspasado del {day}</translation>
    </message>
    <message>
        <source>case resumed</source>
        <translation>caso retomado</translation>
    </message>
    <message>
        <source>case that waited is due</source>
        <translation>caso que esperaba está vencido</translation>
    </message>
    <message>
        <source>cases that waited are due</source>
        <translation>casos que esperaban están vencidos</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>cambiado</translation>
    </message>
    <message>
        <source>changed</source>
        <comment>many</comment>
        <translation>cambiados</translation>
    </message>
    <message>
        <source>changed it by a list</source>
        <translation>lo cambió por una lista</translation>
    </message>
    <message>
        <source>changed its address</source>
        <translation>cambió su dirección</translation>
    </message>
    <message>
        <source>changes not sent yet</source>
        <translation>cambios sin enviar</translation>
    </message>
    <message>
        <source>checked the goods</source>
        <translation>revisó la mercancía</translation>
    </message>
    <message>
        <source>clean and dirty goods could travel together</source>
        <translation>lo limpio y lo sucio pudieran viajar juntos</translation>
    </message>
    <message>
        <source>closed</source>
        <comment>an order</comment>
        <translation>cerrado</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>cerrado</translation>
    </message>
    <message>
        <source>closed already</source>
        <translation>ya cerrado</translation>
    </message>
    <message>
        <source>closed at {local} ({shown})</source>
        <translation>cerrado a las {local} ({shown})</translation>
    </message>
    <message>
        <source>closed by {actor} at {clock}</source>
        <translation>cerrado por {actor} a las {clock}</translation>
    </message>
    <message>
        <source>closed by {by} at {clock_and_day}</source>
        <translation>cerrada por {by} a las {clock_and_day}</translation>
    </message>
    <message>
        <source>closed on {day}s ({hours})</source>
        <translation>cerrado en día {day} ({hours})</translation>
    </message>
    <message>
        <source>closed the case</source>
        <translation>cerró el caso</translation>
    </message>
    <message>
        <source>closed the order</source>
        <translation>cerró el pedido</translation>
    </message>
    <message>
        <source>code</source>
        <translation>código</translation>
    </message>
    <message>
        <source>code {code}</source>
        <translation>código {code}</translation>
    </message>
    <message>
        <source>collect</source>
        <translation>retirar</translation>
    </message>
    <message>
        <source>collect it from</source>
        <translation>retírenlo de</translation>
    </message>
    <message>
        <source>collected at {address}, {clock}</source>
        <translation>se retira en {address}, {clock}</translation>
    </message>
    <message>
        <source>collection point</source>
        <translation>el punto de retiro</translation>
    </message>
    <message>
        <source>come on {day}{part}</source>
        <translation>vengan el {day}{part}</translation>
    </message>
    <message>
        <source>comes back</source>
        <translation>vuelve</translation>
    </message>
    <message>
        <source>comes from another release</source>
        <translation>es de otra versión</translation>
    </message>
    <message>
        <source>coming</source>
        <translation>en camino</translation>
    </message>
    <message>
        <source>comma</source>
        <translation>coma</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>completos</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>hecha</translation>
    </message>
    <message>
        <source>confirmed</source>
        <comment>an order</comment>
        <translation>confirmado</translation>
    </message>
    <message>
        <source>contact</source>
        <translation>contacto</translation>
    </message>
    <message>
        <source>contact tried</source>
        <translation>se intentó contactar</translation>
    </message>
    <message>
        <source>container</source>
        <translation>retiro de envases</translation>
    </message>
    <message>
        <source>container collection</source>
        <translation>retiro de envases</translation>
    </message>
    <message>
        <source>container places</source>
        <translation>espacios de envases</translation>
    </message>
    <message>
        <source>containers</source>
        <translation>envases</translation>
    </message>
    <message>
        <source>cost</source>
        <translation>de costo</translation>
    </message>
    <message>
        <source>cost of a km</source>
        <translation>costo por km</translation>
    </message>
    <message>
        <source>cost of an hour</source>
        <translation>costo por hora</translation>
    </message>
    <message>
        <source>counter</source>
        <translation>mesón</translation>
    </message>
    <message>
        <source>counts kilometres, and its matrix has no distances</source>
        <translation>cuenta kilómetros, y su matriz no tiene distancias</translation>
    </message>
    <message>
        <source>counts only where a given plan is checked: ignored</source>
        <translation>solo cuenta donde se revisa un plan dado: se ignora</translation>
    </message>
    <message>
        <source>customer</source>
        <translation>cliente</translation>
    </message>
    <message>
        <source>customer not called</source>
        <translation>no se llamó al cliente</translation>
    </message>
    <message>
        <source>customer service</source>
        <translation>servicio al cliente</translation>
    </message>
    <message>
        <source>customers</source>
        <translation>clientes</translation>
    </message>
    <message>
        <source>damaged on arrival</source>
        <translation>dañado al llegar</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>oscuro</translation>
    </message>
    <message>
        <source>dates {order}</source>
        <translation>fechas: {order}</translation>
    </message>
    <message>
        <source>dates {order} (guessed)</source>
        <translation>fechas: {order} (supuesto)</translation>
    </message>
    <message>
        <source>day</source>
        <translation>día</translation>
    </message>
    <message>
        <source>day first</source>
        <translation>primero el día</translation>
    </message>
    <message>
        <source>days</source>
        <translation>días</translation>
    </message>
    <message>
        <source>decided: {resolution}{where}</source>
        <translation>decidió: {resolution}{where}</translation>
    </message>
    <message>
        <source>decimal comma</source>
        <translation>coma decimal</translation>
    </message>
    <message>
        <source>declined at {clock}: {reason}</source>
        <translation>rechazado a las {clock}: {reason}</translation>
    </message>
    <message>
        <source>declined: {reason}</source>
        <translation>rechazado: {reason}</translation>
    </message>
    <message>
        <source>delete one</source>
        <translation>borre una</translation>
    </message>
    <message>
        <source>deliver</source>
        <translation>entregar</translation>
    </message>
    <message>
        <source>delivery</source>
        <translation>entrega</translation>
    </message>
    <message>
        <source>depot</source>
        <translation>depósito</translation>
    </message>
    <message>
        <source>different reasons</source>
        <translation>distintos motivos</translation>
    </message>
    <message>
        <source>dispatcher</source>
        <translation>despachador</translation>
    </message>
    <message>
        <source>disposed of</source>
        <translation>eliminados</translation>
    </message>
    <message>
        <source>disposed of {since}</source>
        <translation>eliminado {since}</translation>
    </message>
    <message>
        <source>does not exist</source>
        <translation>no existe</translation>
    </message>
    <message>
        <source>does not fit</source>
        <translation>no le queda</translation>
    </message>
    <message>
        <source>done</source>
        <comment>an order</comment>
        <translation>hecho</translation>
    </message>
    <message>
        <source>done</source>
        <translation>hecha</translation>
    </message>
    <message>
        <source>done already</source>
        <translation>ya hecho</translation>
    </message>
    <message>
        <source>done · load</source>
        <translation>hechas · carga</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>dibujado</translation>
    </message>
    <message>
        <source>drawn by {by} at {at}</source>
        <translation>dibujada por {by} a las {at}</translation>
    </message>
    <message>
        <source>driver</source>
        <translation>conductor</translation>
    </message>
    <message>
        <source>driver at a door waits for a word</source>
        <translation>conductor en una puerta espera respuesta</translation>
    </message>
    <message>
        <source>driver&apos;s page</source>
        <translation>página del conductor</translation>
    </message>
    <message>
        <source>drivers</source>
        <translation>conductores</translation>
    </message>
    <message>
        <source>drivers at doors wait for a word</source>
        <translation>conductores en puertas esperan respuesta</translation>
    </message>
    <message>
        <source>drives again</source>
        <translation>maneja otra vez</translation>
    </message>
    <message>
        <source>drives there</source>
        <translation>conduce hasta allá</translation>
    </message>
    <message>
        <source>driving to</source>
        <translation>conduce a</translation>
    </message>
    <message>
        <source>en_route</source>
        <translation>en camino</translation>
    </message>
    <message>
        <source>encoding {chosen}</source>
        <translation>codificación {chosen}</translation>
    </message>
    <message>
        <source>encoding {chosen} (guessed)</source>
        <translation>codificación {chosen} (supuesta)</translation>
    </message>
    <message>
        <source>ends before it begins</source>
        <translation>termina antes de empezar</translation>
    </message>
    <message>
        <source>ends when it begins</source>
        <translation>termina cuando empieza</translation>
    </message>
    <message>
        <source>enlarged: begins at {ticks}</source>
        <translation>ampliado: empieza en {ticks}</translation>
    </message>
    <message>
        <source>entered the customer’s wish: {choice}</source>
        <translation>ingresó el deseo del cliente: {choice}</translation>
    </message>
    <message>
        <source>entered the order</source>
        <translation>ingresó el pedido</translation>
    </message>
    <message>
        <source>entry {entry}</source>
        <translation>entrada {entry}</translation>
    </message>
    <message>
        <source>entry {entry} ({shop})</source>
        <translation>entrada {entry} ({shop})</translation>
    </message>
    <message>
        <source>equipment</source>
        <translation>equipamiento</translation>
    </message>
    <message>
        <source>erased</source>
        <translation>borrado</translation>
    </message>
    <message>
        <source>ever</source>
        <translation>siempre</translation>
    </message>
    <message>
        <source>every day</source>
        <translation>todos los días</translation>
    </message>
    <message>
        <source>every depot</source>
        <translation>todos los depósitos</translation>
    </message>
    <message>
        <source>every {days}</source>
        <translation>cada {days}</translation>
    </message>
    <message>
        <source>every {n} weeks on {days}</source>
        <translation>cada {n} semanas: {days}</translation>
    </message>
    <message>
        <source>exchange</source>
        <translation>cambio</translation>
    </message>
    <message>
        <source>exchanged at the door by</source>
        <translation>cambiado en la puerta por</translation>
    </message>
    <message>
        <source>exchanges cannot be imported; enter a delivery and a return</source>
        <translation>los cambios no se pueden importar; ingrese una entrega y una devolución</translation>
    </message>
    <message>
        <source>expected {eta}</source>
        <translation>esperado {eta}</translation>
    </message>
    <message>
        <source>failed</source>
        <comment>an order</comment>
        <translation>fallido</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fallida</translation>
    </message>
    <message>
        <source>failed collection</source>
        <translation>retiro fallido</translation>
    </message>
    <message>
        <source>failed delivery</source>
        <translation>entrega fallida</translation>
    </message>
    <message>
        <source>failed: {reason}</source>
        <translation>falló: {reason}</translation>
    </message>
    <message>
        <source>fee</source>
        <translation>cargo</translation>
    </message>
    <message>
        <source>fetch</source>
        <translation>recoger</translation>
    </message>
    <message>
        <source>fetch the goods where they lie</source>
        <translation>recoger los productos donde están</translation>
    </message>
    <message>
        <source>fetched</source>
        <translation>traído</translation>
    </message>
    <message>
        <source>fetched from {route}, {clock}</source>
        <translation>recogido de {route}, {clock}</translation>
    </message>
    <message>
        <source>filter</source>
        <translation>filtro</translation>
    </message>
    <message>
        <source>first password</source>
        <translation>primera contraseña</translation>
    </message>
    <message>
        <source>for a plan</source>
        <translation>un plan</translation>
    </message>
    <message>
        <source>for closing streets</source>
        <translation>cerrar calles</translation>
    </message>
    <message>
        <source>for geofences</source>
        <translation>dibujar geocercas</translation>
    </message>
    <message>
        <source>for order {order_id}</source>
        <translation>para el pedido {order_id}</translation>
    </message>
    <message>
        <source>for the road give the hub a public name (--name) or a proxy (public_url).</source>
        <translation>para la calle, dé al hub un nombre público (--name) o un proxy (public_url).</translation>
    </message>
    <message>
        <source>for {who}</source>
        <translation>para {who}</translation>
    </message>
    <message>
        <source>found goods</source>
        <translation>productos hallados</translation>
    </message>
    <message>
        <source>found the goods</source>
        <translation>encontró la mercancía</translation>
    </message>
    <message>
        <source>from</source>
        <translation>desde</translation>
    </message>
    <message>
        <source>from the start</source>
        <translation>desde el inicio</translation>
    </message>
    <message>
        <source>from {clock_and_day} </source>
        <translation>desde {clock_and_day} </translation>
    </message>
    <message>
        <source>from {day_words}</source>
        <translation>del {day_words}</translation>
    </message>
    <message>
        <source>from {valid_from}</source>
        <translation>desde {valid_from}</translation>
    </message>
    <message>
        <source>further notice</source>
        <translation>nuevo aviso</translation>
    </message>
    <message>
        <source>gave it to a partner</source>
        <translation>lo entregó a un socio</translation>
    </message>
    <message>
        <source>gave the case to {actor}</source>
        <translation>pasó el caso a {actor}</translation>
    </message>
    <message>
        <source>gave the customer a link</source>
        <translation>dio un enlace al cliente</translation>
    </message>
    <message>
        <source>give</source>
        <translation>traspasar</translation>
    </message>
    <message>
        <source>given by {actor}</source>
        <translation>dado por {actor}</translation>
    </message>
    <message>
        <source>given up</source>
        <translation>se dan por perdidos</translation>
    </message>
    <message>
        <source>go to the depot</source>
        <translation>van al depósito</translation>
    </message>
    <message>
        <source>goes on as typed</source>
        <translation>sigue como se escribió</translation>
    </message>
    <message>
        <source>goods</source>
        <translation>productos</translation>
    </message>
    <message>
        <source>goods bring</source>
        <translation>valor de productos</translation>
    </message>
    <message>
        <source>goods found</source>
        <translation>productos hallados</translation>
    </message>
    <message>
        <source>goods must be</source>
        <translation>los productos deben estar</translation>
    </message>
    <message>
        <source>goods never opened</source>
        <translation>productos sin abrir</translation>
    </message>
    <message>
        <source>goods of order {order}</source>
        <translation>los productos del pedido {order}</translation>
    </message>
    <message>
        <source>goods sent</source>
        <translation>reposición</translation>
    </message>
    <message>
        <source>goods sent back</source>
        <translation>productos devueltos</translation>
    </message>
    <message>
        <source>hand to partner</source>
        <translation>dar a un socio</translation>
    </message>
    <message>
        <source>hand-over at {where}, {clock}</source>
        <translation>traspaso en {where}, {clock}</translation>
    </message>
    <message>
        <source>handed it over to the customer</source>
        <translation>lo entregó al cliente</translation>
    </message>
    <message>
        <source>handed to {to}</source>
        <translation>pasado a {to}</translation>
    </message>
    <message>
        <source>handling</source>
        <translation>manejo</translation>
    </message>
    <message>
        <source>hardly any time at the door</source>
        <translation>casi sin tiempo en la puerta</translation>
    </message>
    <message>
        <source>has a problem at the door: {reason}</source>
        <translation>tiene un problema en la puerta: {reason}</translation>
    </message>
    <message>
        <source>has an index, and there are no matrices</source>
        <translation>tiene un índice, y no hay matrices</translation>
    </message>
    <message>
        <source>has delivery {number} before its pickup {other}</source>
        <translation>tiene la entrega {number} antes de su retiro {other}</translation>
    </message>
    <message>
        <source>has index {place}; the matrices have {size} rows</source>
        <translation>tiene el índice {place}; las matrices tienen {size} filas</translation>
    </message>
    <message>
        <source>has left the depot, and the goods are not aboard</source>
        <translation>ya salió del depósito y los productos no van a bordo</translation>
    </message>
    <message>
        <source>has more than three dimensions</source>
        <translation>tiene más de tres dimensiones</translation>
    </message>
    <message>
        <source>has neither jobs nor shipments</source>
        <translation>no tiene jobs ni shipments</translation>
    </message>
    <message>
        <source>has neither start nor end</source>
        <translation>no tiene comienzo ni fin</translation>
    </message>
    <message>
        <source>has no matrix of its name ({shown})</source>
        <translation>no tiene una matriz con su nombre ({shown})</translation>
    </message>
    <message>
        <source>has no steps</source>
        <translation>no tiene pasos</translation>
    </message>
    <message>
        <source>has no {replace}</source>
        <translation>no tiene {replace}</translation>
    </message>
    <message>
        <source>has not {size} amounts</source>
        <translation>no tiene {size} cantidades</translation>
    </message>
    <message>
        <source>has several; the break has the first one</source>
        <translation>tiene varias; la pausa lleva la primera</translation>
    </message>
    <message>
        <source>has several; the order has the first one</source>
        <translation>tiene varias; el pedido lleva la primera</translation>
    </message>
    <message>
        <source>has waited; answer again or let him go on</source>
        <translation>ya esperó; responda otra vez o déjelo seguir</translation>
    </message>
    <message>
        <source>has {many} {what}, more than {most} at once</source>
        <translation>tiene {many} {what}, más de {most} a la vez</translation>
    </message>
    <message>
        <source>has {places} places, more than {most} at once</source>
        <translation>tiene {places} lugares, más de {most} a la vez</translation>
    </message>
    <message>
        <source>has {values} amounts, capacities {size}</source>
        <translation>tiene {values} cantidades; las capacidades, {size}</translation>
    </message>
    <message>
        <source>held a time for it</source>
        <translation>le reservó un horario</translation>
    </message>
    <message>
        <source>home now</source>
        <translation>una visita ahora</translation>
    </message>
    <message>
        <source>if {order_id} went to {to}, {money} in all</source>
        <translation>si {order_id} pasara a {to}, {money} en total</translation>
    </message>
    <message>
        <source>in house</source>
        <translation>en la casa</translation>
    </message>
    <message>
        <source>in no van</source>
        <translation>en ningún furgón</translation>
    </message>
    <message>
        <source>in run {run}</source>
        <translation>en la tanda {run}</translation>
    </message>
    <message>
        <source>in the original packaging</source>
        <translation>en el embalaje original</translation>
    </message>
    <message>
        <source>in the queue</source>
        <translation>en la cola</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>en uso</translation>
    </message>
    <message>
        <source>in use again</source>
        <translation>otra vez en uso</translation>
    </message>
    <message>
        <source>in {town}, not in {other}</source>
        <translation>en {town}, no en {other}</translation>
    </message>
    <message>
        <source>in {town}; nothing is known of {shown}</source>
        <translation>en {town}; no se sabe nada de {shown}</translation>
    </message>
    <message>
        <source>in {van}</source>
        <translation>en {van}</translation>
    </message>
    <message>
        <source>in {vehicles} {since}</source>
        <translation>en {vehicles} {since}</translation>
    </message>
    <message>
        <source>instead</source>
        <translation>en su lugar</translation>
    </message>
    <message>
        <source>is after {last_year}</source>
        <translation>es posterior a {last_year}</translation>
    </message>
    <message>
        <source>is at</source>
        <translation>está en</translation>
    </message>
    <message>
        <source>is empty</source>
        <translation>está vacío</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>falta</translation>
    </message>
    <message>
        <source>is missing or empty</source>
        <translation>falta o está vacío</translation>
    </message>
    <message>
        <source>is missing, and so is {index}</source>
        <translation>falta, y también {index}</translation>
    </message>
    <message>
        <source>is missing: a day needs coordinates, not an index</source>
        <translation>falta: un día necesita coordenadas, no un índice</translation>
    </message>
    <message>
        <source>is nested too deeply</source>
        <translation>está anidado demasiado hondo</translation>
    </message>
    <message>
        <source>is new</source>
        <translation>es nueva</translation>
    </message>
    <message>
        <source>is no kind of step</source>
        <translation>no es un tipo de paso</translation>
    </message>
    <message>
        <source>is not [longitude, latitude]</source>
        <translation>no es [longitud, latitud]</translation>
    </message>
    <message>
        <source>is not a number</source>
        <translation>no es un número</translation>
    </message>
    <message>
        <source>is not a pair of times</source>
        <translation>no es un par de horas</translation>
    </message>
    <message>
        <source>is not a square of numbers</source>
        <translation>no es un cuadrado de números</translation>
    </message>
    <message>
        <source>is not a text</source>
        <translation>no es un texto</translation>
    </message>
    <message>
        <source>is not a whole number</source>
        <translation>no es un número entero</translation>
    </message>
    <message>
        <source>is not an array</source>
        <translation>no es un arreglo</translation>
    </message>
    <message>
        <source>is not an object</source>
        <translation>no es un objeto</translation>
    </message>
    <message>
        <source>is not as large as the durations</source>
        <translation>no es tan grande como las duraciones</translation>
    </message>
    <message>
        <source>is not between 0 and 5</source>
        <translation>no está entre 0 y 5</translation>
    </message>
    <message>
        <source>is not between 0 and {most_seconds}</source>
        <translation>no está entre 0 y {most_seconds}</translation>
    </message>
    <message>
        <source>is not between {least} and {most}</source>
        <translation>no está entre {least} y {most}</translation>
    </message>
    <message>
        <source>is not kept</source>
        <translation>no se guarda</translation>
    </message>
    <message>
        <source>is not kept: that end is the depot</source>
        <translation>no se guarda: ese extremo es el depósito</translation>
    </message>
    <message>
        <source>is not kept: {van} of this depot has no {equipment}</source>
        <translation>no se guarda: {van} de este depósito no tiene {equipment}</translation>
    </message>
    <message>
        <source>is not known: ignored</source>
        <translation>no se conoce: se ignora</translation>
    </message>
    <message>
        <source>is not known: is {meant} meant?</source>
        <translation>no se conoce: ¿quiso decir {meant}?</translation>
    </message>
    <message>
        <source>is not on Earth</source>
        <translation>no está en la Tierra</translation>
    </message>
    <message>
        <source>is not square</source>
        <translation>no es cuadrada</translation>
    </message>
    <message>
        <source>is not supported</source>
        <translation>no se admite</translation>
    </message>
    <message>
        <source>is not the depot: here each van leaves from there</source>
        <translation>no es el depósito: aquí cada furgón sale de ahí</translation>
    </message>
    <message>
        <source>is of {day}, which is open already: take another day</source>
        <translation>es del {day}, que ya está abierto: tome otro día</translation>
    </message>
    <message>
        <source>is of {day}, which is over</source>
        <translation>es del {day}, que ya pasó</translation>
    </message>
    <message>
        <source>is on its way to the depot</source>
        <translation>va en camino al depósito</translation>
    </message>
    <message>
        <source>is order {order} here, which is known: choose a prefix</source>
        <translation>es aquí el pedido {order}, ya conocido: elija un prefijo</translation>
    </message>
    <message>
        <source>is order {order}, as {taken} is, too</source>
        <translation>es el pedido {order}, igual que {taken}</translation>
    </message>
    <message>
        <source>is the decimal sign missing?</source>
        <translation>¿falta la coma decimal?</translation>
    </message>
    <message>
        <source>is the id of no vehicle</source>
        <translation>no es el id de ningún vehículo</translation>
    </message>
    <message>
        <source>is the id of no {kind}</source>
        <translation>no es el id de ningún {kind}</translation>
    </message>
    <message>
        <source>is the id of {seen}, too</source>
        <translation>también es el id de {seen}</translation>
    </message>
    <message>
        <source>is with the customer</source>
        <translation>está con el cliente</translation>
    </message>
    <message>
        <source>is {kind} {task} once more</source>
        <translation>es otra vez {kind} {task}</translation>
    </message>
    <message>
        <source>is {status} already</source>
        <translation>ya está {status}</translation>
    </message>
    <message>
        <source>it answered {status}</source>
        <translation>respondió {status}</translation>
    </message>
    <message>
        <source>it arrived damaged</source>
        <translation>llegó dañado</translation>
    </message>
    <message>
        <source>it belongs to a hand-over</source>
        <translation>forma parte de un traspaso</translation>
    </message>
    <message>
        <source>it belongs to a hand-over; take the order off instead</source>
        <translation>es parte de un traspaso; saque mejor el pedido</translation>
    </message>
    <message>
        <source>it came too late</source>
        <translation>llegó tarde</translation>
    </message>
    <message>
        <source>it did not fit beside the others</source>
        <translation>no cupo junto a los demás</translation>
    </message>
    <message>
        <source>it does not fit</source>
        <translation>no le queda</translation>
    </message>
    <message>
        <source>it has another number of cells than the first row</source>
        <translation>tiene otra cantidad de celdas que la primera fila</translation>
    </message>
    <message>
        <source>it has no place for it</source>
        <translation>no tiene lugar para él</translation>
    </message>
    <message>
        <source>it is faulty</source>
        <translation>tiene fallas</translation>
    </message>
    <message>
        <source>it is larger than {LONGEST_FILE} MB</source>
        <translation>pesa más de {LONGEST_FILE} MB</translation>
    </message>
    <message>
        <source>it is locked</source>
        <translation>está bloqueada</translation>
    </message>
    <message>
        <source>it is nested too deeply</source>
        <translation>está anidado demasiado hondo</translation>
    </message>
    <message>
        <source>it is not a SKU and a count</source>
        <translation>no es un SKU y una cantidad</translation>
    </message>
    <message>
        <source>it is the wrong item</source>
        <translation>es el producto equivocado</translation>
    </message>
    <message>
        <source>it is to be refilled</source>
        <translation>es para rellenar</translation>
    </message>
    <message>
        <source>it leaves out too many days.</source>
        <translation>omite demasiados días.</translation>
    </message>
    <message>
        <source>it said nothing</source>
        <translation>no dijo nada</translation>
    </message>
    <message>
        <source>it says nothing of itself</source>
        <translation>no dice nada de sí mismo</translation>
    </message>
    <message>
        <source>it was bought {days} days before the request and {shop} takes goods back within {window_days} days</source>
        <translation>se compró {days} días antes de la solicitud y {shop} acepta devoluciones dentro de {window_days} días</translation>
    </message>
    <message>
        <source>it was recalled</source>
        <translation>fue retirado del mercado</translation>
    </message>
    <message>
        <source>it was taken back already</source>
        <translation>ya se anuló</translation>
    </message>
    <message>
        <source>it was tried at the door already</source>
        <translation>ya se intentó en la puerta</translation>
    </message>
    <message>
        <source>its answer breaks off or is no HTTP</source>
        <translation>su respuesta se corta o no es HTTP</translation>
    </message>
    <message>
        <source>its answer cannot be read ({error})</source>
        <translation>su respuesta no se puede leer ({error})</translation>
    </message>
    <message>
        <source>its answer is too long</source>
        <translation>su respuesta es demasiado larga</translation>
    </message>
    <message>
        <source>its certificate has expired. Whoever runs the hub starts it again or renews it.</source>
        <translation>su certificado venció. Quien opera el hub lo reinicia o lo renueva.</translation>
    </message>
    <message>
        <source>its certificate is for another name or address ({verify_message}). Use the one it is made for, or start the hub with --name for this one.</source>
        <translation>su certificado es de otro nombre o dirección ({verify_message}). Use el nombre para el que se hizo, o inicie el hub con --name para este.</translation>
    </message>
    <message>
        <source>its certificate is not valid yet. Is the clock of this computer right?</source>
        <translation>su certificado aún no es válido. ¿Está bien la hora de este equipo?</translation>
    </message>
    <message>
        <source>its customer was erased.</source>
        <translation>los datos de su cliente se borraron.</translation>
    </message>
    <message>
        <source>its customer was told or has chosen a time</source>
        <translation>ya se avisó una hora a su cliente o él la eligió</translation>
    </message>
    <message>
        <source>its driver knows of it</source>
        <translation>su conductor ya lo sabe</translation>
    </message>
    <message>
        <source>its files cannot be read</source>
        <translation>no se pueden leer sus archivos</translation>
    </message>
    <message>
        <source>its first line is not </source>
        <translation>su primera línea no es </translation>
    </message>
    <message>
        <source>its goods are at the depot: inspect them</source>
        <translation>sus productos están en el depósito: inspecciónelos</translation>
    </message>
    <message>
        <source>its goods came back with {route}</source>
        <translation>sus productos volvieron con {route}</translation>
    </message>
    <message>
        <source>its goods came home with {route}</source>
        <translation>sus productos volvieron al depósito con {route}</translation>
    </message>
    <message>
        <source>its goods left with {route}</source>
        <translation>sus productos salieron con {route}</translation>
    </message>
    <message>
        <source>its kind’s</source>
        <translation>el de su tipo</translation>
    </message>
    <message>
        <source>its number has 1 to {longest_id} characters.</source>
        <translation>su número tiene de 1 a {longest_id} caracteres.</translation>
    </message>
    <message>
        <source>its postcode is {code}</source>
        <translation>su código postal es {code}</translation>
    </message>
    <message>
        <source>its reader ended ({exitcode})</source>
        <translation>su lector terminó ({exitcode})</translation>
    </message>
    <message>
        <source>its refund or replacement is under way</source>
        <translation>su reembolso o reposición está en curso</translation>
    </message>
    <message>
        <source>its street, from corner to corner</source>
        <translation>su calle, de esquina a esquina</translation>
    </message>
    <message>
        <source>its table has another size than what was asked for</source>
        <translation>su tabla no tiene el tamaño pedido</translation>
    </message>
    <message>
        <source>its table has times or ways below zero</source>
        <translation>su tabla tiene tiempos o distancias bajo cero</translation>
    </message>
    <message>
        <source>its way is none on Earth</source>
        <translation>su camino no es de la Tierra</translation>
    </message>
    <message>
        <source>its way is somewhere else: is its map of this region?</source>
        <translation>su camino está en otra parte: ¿es su mapa de esta región?</translation>
    </message>
    <message>
        <source>its window ends first.</source>
        <translation>su ventana termina antes de empezar.</translation>
    </message>
    <message>
        <source>its window is not within a day.</source>
        <translation>su ventana no cae dentro de un día.</translation>
    </message>
    <message>
        <source>its window stayed open {late} longer</source>
        <translation>su ventana durara {late} más</translation>
    </message>
    <message>
        <source>its words are too long.</source>
        <translation>sus palabras son demasiado largas.</translation>
    </message>
    <message>
        <source>its {name} cannot be {value}.</source>
        <translation>{name} no puede ser {value}.</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>recién</translation>
    </message>
    <message>
        <source>keep at counter</source>
        <translation>dejar en el mesón</translation>
    </message>
    <message>
        <source>keep it</source>
        <translation>dejarlo</translation>
    </message>
    <message>
        <source>keeps every window</source>
        <translation>respeta todas las ventanas</translation>
    </message>
    <message>
        <source>keeps it at the counter no more</source>
        <translation>ya no lo guarda en el mostrador</translation>
    </message>
    <message>
        <source>known as {number}</source>
        <translation>conocida como {number}</translation>
    </message>
    <message>
        <source>known place</source>
        <translation>lugar conocido</translation>
    </message>
    <message>
        <source>lacks the {half} {number} of its shipment</source>
        <translation>le falta {half} {number} de su envío</translation>
    </message>
    <message>
        <source>last_holder</source>
        <translation>quien los tuvo por último</translation>
    </message>
    <message>
        <source>late by {duration}</source>
        <translation>{duration} tarde</translation>
    </message>
    <message>
        <source>late {before} → {after}</source>
        <translation>atraso {before} → {after}</translation>
    </message>
    <message>
        <source>late {late}</source>
        <translation>atraso {late}</translation>
    </message>
    <message>
        <source>latitude and longitude are swapped all over the list</source>
        <translation>la latitud y la longitud están cambiadas en toda la lista</translation>
    </message>
    <message>
        <source>latitude and longitude are swapped: {lon}, {lat} is near the depot</source>
        <translation>latitud y longitud están al revés: {lon}, {lat} queda cerca del depósito</translation>
    </message>
    <message>
        <source>leave</source>
        <translation>salen</translation>
    </message>
    <message>
        <source>leave it with</source>
        <translation>déjenlo con</translation>
    </message>
    <message>
        <source>leaves</source>
        <translation>sale</translation>
    </message>
    <message>
        <source>left by the shop&apos;s webhook</source>
        <translation>salió por el webhook de la tienda</translation>
    </message>
    <message>
        <source>left in run {run}</source>
        <translation>salió en la tanda {run}</translation>
    </message>
    <message>
        <source>left it for the customer to fetch at the counter</source>
        <translation>lo dejó para que el cliente lo retire en el mostrador</translation>
    </message>
    <message>
        <source>left it without a deputy</source>
        <translation>lo dejó sin suplente</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>fuera</translation>
    </message>
    <message>
        <source>left over</source>
        <translation>quedó pendiente</translation>
    </message>
    <message>
        <source>less money is lost on the goods</source>
        <translation>se pierde menos dinero en los productos</translation>
    </message>
    <message>
        <source>let down again</source>
        <translation>fallarle otra vez</translation>
    </message>
    <message>
        <source>let the held time go</source>
        <translation>liberó el horario reservado</translation>
    </message>
    <message>
        <source>lets it wait for the {whom} until {until}</source>
        <translation>lo deja en espera: {whom}, hasta {until}</translation>
    </message>
    <message>
        <source>lift</source>
        <translation>plataforma</translation>
    </message>
    <message>
        <source>light</source>
        <translation>claro</translation>
    </message>
    <message>
        <source>litres</source>
        <translation>litros</translation>
    </message>
    <message>
        <source>locked</source>
        <comment>a person</comment>
        <translation>bloqueado</translation>
    </message>
    <message>
        <source>locked</source>
        <comment>a route</comment>
        <translation>bloqueada</translation>
    </message>
    <message>
        <source>locked in place</source>
        <translation>fijas en su lugar</translation>
    </message>
    <message>
        <source>locked its visit</source>
        <translation>bloqueó su visita</translation>
    </message>
    <message>
        <source>looked at it again</source>
        <translation>lo miró otra vez</translation>
    </message>
    <message>
        <source>looking…</source>
        <translation>buscando…</translation>
    </message>
    <message>
        <source>made again</source>
        <translation>se hace otra vez</translation>
    </message>
    <message>
        <source>made an exception</source>
        <translation>hizo una excepción</translation>
    </message>
    <message>
        <source>made an order of what the customer did not get</source>
        <translation>hizo un pedido de lo que el cliente no recibió</translation>
    </message>
    <message>
        <source>made by {who}</source>
        <translation>creado por {who}</translation>
    </message>
    <message>
        <source>made no more</source>
        <translation>ya no se hace</translation>
    </message>
    <message>
        <source>made {actor} its deputy from {when} on</source>
        <translation>nombró suplente a {actor} desde {when}</translation>
    </message>
    <message>
        <source>mail_from must be the address that customers may answer to.</source>
        <translation>mail_from debe ser la dirección a la que los clientes pueden responder.</translation>
    </message>
    <message>
        <source>many routes</source>
        <translation>muchas rutas</translation>
    </message>
    <message>
        <source>may move</source>
        <translation>pueden moverse</translation>
    </message>
    <message>
        <source>may still answer</source>
        <translation>todavía puede responder</translation>
    </message>
    <message>
        <source>merged with the cells down to {letters}{last_row}; only the first row has its value</source>
        <translation>unida con las celdas hasta {letters}{last_row}; solo la primera fila tiene su valor</translation>
    </message>
    <message>
        <source>message_secret must be set: the service tells by it who writes.</source>
        <translation>Falta message_secret: con él el servicio sabe quién escribe.</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>minutos</translation>
    </message>
    <message>
        <source>minutes at the door</source>
        <translation>minutos en la puerta</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>perdidos</translation>
    </message>
    <message>
        <source>missing {since}, last held by {holder}</source>
        <translation>perdido {since}, lo tuvo por último {holder}</translation>
    </message>
    <message>
        <source>month first</source>
        <translation>primero el mes</translation>
    </message>
    <message>
        <source>more than {what} entries: {what_2}</source>
        <translation>más de {what} entradas: {what_2}</translation>
    </message>
    <message>
        <source>moved</source>
        <translation>hora cambiada</translation>
    </message>
    <message>
        <source>moved back to {day}</source>
        <translation>devuelto al {day}</translation>
    </message>
    <message>
        <source>moved it to another day</source>
        <translation>lo pasó a otro día</translation>
    </message>
    <message>
        <source>moved it to {routes_name}</source>
        <translation>lo movió a {routes_name}</translation>
    </message>
    <message>
        <source>moved to {day}</source>
        <translation>movido al {day}</translation>
    </message>
    <message>
        <source>much at stake</source>
        <translation>mucho en juego</translation>
    </message>
    <message>
        <source>name</source>
        <translation>nombre</translation>
    </message>
    <message>
        <source>name or the address</source>
        <translation>nombre ni la dirección</translation>
    </message>
    <message>
        <source>needs an index into the matrices</source>
        <translation>necesita un índice en las matrices</translation>
    </message>
    <message>
        <source>neighbour</source>
        <translation>el vecino</translation>
    </message>
    <message>
        <source>never planned</source>
        <translation>nunca planificado</translation>
    </message>
    <message>
        <source>never taken back</source>
        <translation>nunca se recibe</translation>
    </message>
    <message>
        <source>new</source>
        <translation>nuevo</translation>
    </message>
    <message>
        <source>new</source>
        <comment>many</comment>
        <translation>nuevos</translation>
    </message>
    <message>
        <source>new case needs a decision</source>
        <translation>caso nuevo necesita una decisión</translation>
    </message>
    <message>
        <source>new cases need a decision</source>
        <translation>casos nuevos necesitan una decisión</translation>
    </message>
    <message>
        <source>new day</source>
        <translation>otro día</translation>
    </message>
    <message>
        <source>new message of a driver</source>
        <translation>mensaje nuevo de un conductor</translation>
    </message>
    <message>
        <source>new messages of drivers</source>
        <translation>mensajes nuevos de conductores</translation>
    </message>
    <message>
        <source>no</source>
        <comment>digits</comment>
        <translation>ningún</translation>
    </message>
    <message>
        <source>no</source>
        <translation>no</translation>
    </message>
    <message>
        <source>no</source>
        <comment>texts</comment>
        <translation>0</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>sin respuesta</translation>
    </message>
    <message>
        <source>no answer for {duration}</source>
        <translation>sin respuesta hace {duration}</translation>
    </message>
    <message>
        <source>no answer in {timeout_s} s</source>
        <translation>sin respuesta en {timeout_s} s</translation>
    </message>
    <message>
        <source>no answer within {timeout_s} s</source>
        <translation>sin respuesta en {timeout_s} s</translation>
    </message>
    <message>
        <source>no arrival reported</source>
        <translation>sin llegada informada</translation>
    </message>
    <message>
        <source>no case to list</source>
        <translation>ningún caso que listar</translation>
    </message>
    <message>
        <source>no column holds the {shown} of a depot</source>
        <translation>ninguna columna tiene {shown} de un depósito</translation>
    </message>
    <message>
        <source>no computer of that name is known</source>
        <translation>no se conoce un equipo con ese nombre</translation>
    </message>
    <message>
        <source>no contact tried</source>
        <translation>sin intento de contacto</translation>
    </message>
    <message>
        <source>no day</source>
        <translation>ningún día</translation>
    </message>
    <message>
        <source>no house number; taken as {found}</source>
        <translation>sin número de casa; se toma {found}</translation>
    </message>
    <message>
        <source>no house number; taken as {found} by {name}</source>
        <translation>sin número de casa; se toma {found} según {name}</translation>
    </message>
    <message>
        <source>no house numbers known, put mid-street</source>
        <translation>sin números de casa conocidos, puesta a media calle</translation>
    </message>
    <message>
        <source>no list has brought it</source>
        <translation>ninguna lista lo trajo</translation>
    </message>
    <message>
        <source>no other goods are sent</source>
        <translation>no se envían otros productos</translation>
    </message>
    <message>
        <source>no partner has to be paid</source>
        <translation>no hay que pagar a un socio</translation>
    </message>
    <message>
        <source>no photo</source>
        <translation>sin foto</translation>
    </message>
    <message>
        <source>no pickup</source>
        <translation>sin retiro</translation>
    </message>
    <message>
        <source>no position</source>
        <translation>sin posición</translation>
    </message>
    <message>
        <source>no position yet</source>
        <translation>sin posición aún</translation>
    </message>
    <message>
        <source>no reason given</source>
        <translation>sin motivo indicado</translation>
    </message>
    <message>
        <source>no receipt</source>
        <translation>sin boleta</translation>
    </message>
    <message>
        <source>no road within 200 m: it lies in the sea or outside the map</source>
        <translation>sin camino a menos de 200 m: está en el mar o fuera del mapa</translation>
    </message>
    <message>
        <source>no route can keep it</source>
        <translation>ninguna ruta puede cumplirla</translation>
    </message>
    <message>
        <source>no shop</source>
        <translation>ninguna tienda</translation>
    </message>
    <message>
        <source>no street map on this machine</source>
        <translation>no hay plano de calles en este equipo</translation>
    </message>
    <message>
        <source>no travel times yet</source>
        <translation>sin tiempos de viaje aún</translation>
    </message>
    <message>
        <source>no van has to go there</source>
        <translation>ningún furgón tiene que ir</translation>
    </message>
    <message>
        <source>no van is out from {opens} to {closes}: they leave at {leave} and are back at {back}</source>
        <translation>de {opens} a {closes} no hay furgones en ruta: salen a las {leave} y vuelven a las {back}</translation>
    </message>
    <message>
        <source>no van passes it any more</source>
        <translation>ningún furgón pasa ya por ahí</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>nadie</translation>
    </message>
    <message>
        <source>nobody is heard</source>
        <translation>no se oye a nadie</translation>
    </message>
    <message>
        <source>nobody known vouches for it ({verify_message}). Give the fingerprint of its authority with --authority; the office has it.</source>
        <translation>nadie conocido responde por él ({verify_message}). Dé la huella de su autoridad con --authority; la oficina la tiene.</translation>
    </message>
    <message>
        <source>nobody knows where</source>
        <translation>nadie sabe dónde</translation>
    </message>
    <message>
        <source>nobody on the road</source>
        <translation>nadie en la calle</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>none failed</source>
        <translation>ninguna fallida</translation>
    </message>
    <message>
        <source>none late</source>
        <translation>ninguna tarde</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>ninguna todavía</translation>
    </message>
    <message>
        <source>not agreed yet</source>
        <translation>aún sin aceptar</translation>
    </message>
    <message>
        <source>not all there</source>
        <translation>no está todo</translation>
    </message>
    <message>
        <source>not at the counter any more</source>
        <translation>ya no está en el mesón</translation>
    </message>
    <message>
        <source>not complete</source>
        <translation>incompleto</translation>
    </message>
    <message>
        <source>not counted</source>
        <translation>sin contar</translation>
    </message>
    <message>
        <source>not drawn</source>
        <translation>sin dibujar</translation>
    </message>
    <message>
        <source>not in the original packaging</source>
        <translation>sin el embalaje original</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>aún no se sabe</translation>
    </message>
    <message>
        <source>not needed any more</source>
        <translation>ya no hace falta</translation>
    </message>
    <message>
        <source>not needed any more after what {who} reported, {at}</source>
        <translation>ya no hace falta tras lo que informó {who}, {at}</translation>
    </message>
    <message>
        <source>not offered</source>
        <translation>no se ofrece</translation>
    </message>
    <message>
        <source>not read</source>
        <translation>no se lee</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>sin leer aún</translation>
    </message>
    <message>
        <source>not safe</source>
        <translation>no es seguro</translation>
    </message>
    <message>
        <source>not sent: {words}</source>
        <translation>sin enviar: {words}</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>sin empezar</translation>
    </message>
    <message>
        <source>not wanted any more</source>
        <translation>ya no lo quiere</translation>
    </message>
    <message>
        <source>not what was asked for</source>
        <translation>no es lo que se pidió</translation>
    </message>
    <message>
        <source>not worth collecting, with a refund</source>
        <translation>que no vale la pena retirar, con reembolso</translation>
    </message>
    <message>
        <source>note</source>
        <translation>nota</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nada</translation>
    </message>
    <message>
        <source>nothing at stake</source>
        <translation>nada en juego</translation>
    </message>
    <message>
        <source>nothing better than the plan there is</source>
        <translation>nada mejor que el plan actual</translation>
    </message>
    <message>
        <source>nothing came back in time</source>
        <translation>no llegó nada a tiempo</translation>
    </message>
    <message>
        <source>nothing has happened on it.</source>
        <translation>no ha pasado nada en él.</translation>
    </message>
    <message>
        <source>nothing has to be handled</source>
        <translation>no hay nada que manejar</translation>
    </message>
    <message>
        <source>nothing is left to do</source>
        <translation>no queda nada por hacer</translation>
    </message>
    <message>
        <source>nothing is undecided</source>
        <translation>nada sin decidir</translation>
    </message>
    <message>
        <source>nothing is valid from {ends} to {begins}, after entry {before}</source>
        <translation>nada vale de {ends} a {begins}, después de la entrada {before}</translation>
    </message>
    <message>
        <source>nothing left for {routes}</source>
        <translation>nada queda para {routes}</translation>
    </message>
    <message>
        <source>nothing listens there</source>
        <translation>nada escucha ahí</translation>
    </message>
    <message>
        <source>nothing served yet</source>
        <translation>nada atendido aún</translation>
    </message>
    <message>
        <source>nothing to bring back</source>
        <translation>nada que traer de vuelta</translation>
    </message>
    <message>
        <source>nothing today yet</source>
        <translation>nada hoy aún</translation>
    </message>
    <message>
        <source>nothing waits</source>
        <translation>nada espera</translation>
    </message>
    <message>
        <source>nowhere</source>
        <translation>en ninguna parte</translation>
    </message>
    <message>
        <source>number not known, put at {text}</source>
        <translation>número desconocido, puesta en el {text}</translation>
    </message>
    <message>
        <source>of {left} · {each} each</source>
        <translation>de {left} · {each} cada uno</translation>
    </message>
    <message>
        <source>of {what}</source>
        <translation>de {what}</translation>
    </message>
    <message>
        <source>off</source>
        <translation>no</translation>
    </message>
    <message>
        <source>oldest {duration}</source>
        <translation>el más viejo {duration}</translation>
    </message>
    <message>
        <source>on</source>
        <translation>sí</translation>
    </message>
    <message>
        <source>on a break since {clock}</source>
        <translation>en pausa desde {clock}</translation>
    </message>
    <message>
        <source>on its way</source>
        <translation>en camino</translation>
    </message>
    <message>
        <source>on the map</source>
        <translation>en el mapa</translation>
    </message>
    <message>
        <source>on the road</source>
        <translation>en la calle</translation>
    </message>
    <message>
        <source>one cause, one decision</source>
        <translation>una causa, una decisión</translation>
    </message>
    <message>
        <source>one of {what}</source>
        <translation>uno de {what}</translation>
    </message>
    <message>
        <source>one problem</source>
        <translation>un problema</translation>
    </message>
    <message>
        <source>one route</source>
        <translation>una ruta</translation>
    </message>
    <message>
        <source>only a delivery can be fetched</source>
        <translation>solo se puede retirar una entrega</translation>
    </message>
    <message>
        <source>only one of the coordinates is there</source>
        <translation>solo hay una de las coordenadas</translation>
    </message>
    <message>
        <source>only the sheet {name} was read, not {others}: choose it, or save it apart</source>
        <translation>solo se leyó la hoja {name}, no {others}: elíjala o guárdela aparte</translation>
    </message>
    <message>
        <source>open</source>
        <translation>abierto</translation>
    </message>
    <message>
        <source>opened it again: {because}</source>
        <translation>lo abrió otra vez: {because}</translation>
    </message>
    <message>
        <source>opened the case: {reason}</source>
        <translation>abrió el caso: {reason}</translation>
    </message>
    <message>
        <source>order</source>
        <translation>pedido</translation>
    </message>
    <message>
        <source>order numbers written without # and spaces</source>
        <translation>números de pedido escritos sin # ni espacios</translation>
    </message>
    <message>
        <source>order {order}</source>
        <translation>el pedido {order}</translation>
    </message>
    <message>
        <source>order {order} is left as it is: {words}</source>
        <translation>el pedido {order} se deja como está: {words}</translation>
    </message>
    <message>
        <source>order {order} is {other} here; if it is another one, choose a prefix</source>
        <translation>el pedido {order} es aquí {other}; si es otro, elija un prefijo</translation>
    </message>
    <message>
        <source>order {order} stands in row {known} already</source>
        <translation>el pedido {order} ya está en la fila {known}</translation>
    </message>
    <message>
        <source>orders</source>
        <translation>pedidos</translation>
    </message>
    <message>
        <source>over</source>
        <comment>a shift</comment>
        <translation>terminó</translation>
    </message>
    <message>
        <source>over {low} h</source>
        <translation>más de {low} h</translation>
    </message>
    <message>
        <source>overdue</source>
        <translation>vencido</translation>
    </message>
    <message>
        <source>overlaps with entry {before} of the same shop; end that one the day before</source>
        <translation>se traslapa con la entrada {before} de la misma tienda; termine esa el día anterior</translation>
    </message>
    <message>
        <source>partner</source>
        <translation>socio</translation>
    </message>
    <message>
        <source>places</source>
        <translation>espacios</translation>
    </message>
    <message>
        <source>planned</source>
        <comment>an order</comment>
        <translation>planificado</translation>
    </message>
    <message>
        <source>planned</source>
        <translation>planificada</translation>
    </message>
    <message>
        <source>planning</source>
        <translation>planificando</translation>
    </message>
    <message>
        <source>points a week</source>
        <translation>puntos por semana</translation>
    </message>
    <message>
        <source>port {port}</source>
        <translation>el puerto {port}</translation>
    </message>
    <message>
        <source>ports {port} and {line_port}</source>
        <translation>los puertos {port} y {line_port}</translation>
    </message>
    <message>
        <source>position by {source}</source>
        <translation>posición por {source}</translation>
    </message>
    <message>
        <source>position just now</source>
        <translation>posición recién</translation>
    </message>
    <message>
        <source>position unknown</source>
        <translation>posición desconocida</translation>
    </message>
    <message>
        <source>position {ago}</source>
        <translation>posición {ago}</translation>
    </message>
    <message>
        <source>position {n} h ago</source>
        <translation>posición hace {n} h</translation>
    </message>
    <message>
        <source>position {n} min ago</source>
        <translation>posición hace {n} min</translation>
    </message>
    <message>
        <source>position {n} s ago</source>
        <translation>posición hace {n} s</translation>
    </message>
    <message>
        <source>price</source>
        <translation>precio</translation>
    </message>
    <message>
        <source>problem: {reason}</source>
        <translation>problema: {reason}</translation>
    </message>
    <message>
        <source>put at {number}</source>
        <translation>puesta en el {number}</translation>
    </message>
    <message>
        <source>put it onto {where}</source>
        <translation>lo puso en {where}</translation>
    </message>
    <message>
        <source>reached</source>
        <translation>contactado</translation>
    </message>
    <message>
        <source>read as {best}</source>
        <translation>leída como {best}</translation>
    </message>
    <message>
        <source>read at {clock}</source>
        <translation>leído a las {clock}</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>listo</translation>
    </message>
    <message>
        <source>reason</source>
        <translation>motivo</translation>
    </message>
    <message>
        <source>reasons</source>
        <translation>motivos</translation>
    </message>
    <message>
        <source>receipt</source>
        <translation>comprobante</translation>
    </message>
    <message>
        <source>received {duration} later</source>
        <translation>recibido {duration} después</translation>
    </message>
    <message>
        <source>redirect</source>
        <translation>llevar a un punto de retiro</translation>
    </message>
    <message>
        <source>refund</source>
        <translation>reembolso</translation>
    </message>
    <message>
        <source>refund asked</source>
        <comment>an order</comment>
        <translation>reembolso pedido</translation>
    </message>
    <message>
        <source>refund requested</source>
        <translation>reembolso pedido</translation>
    </message>
    <message>
        <source>refund, the customer keeps it</source>
        <translation>reembolsar, el cliente se lo queda</translation>
    </message>
    <message>
        <source>refunded</source>
        <translation>reembolsado</translation>
    </message>
    <message>
        <source>refunding</source>
        <translation>en reembolso</translation>
    </message>
    <message>
        <source>refunds</source>
        <translation>reembolsos</translation>
    </message>
    <message>
        <source>refused</source>
        <comment>an order</comment>
        <translation>rechazado</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>rechazado</translation>
    </message>
    <message>
        <source>reopened</source>
        <translation>reabierto</translation>
    </message>
    <message>
        <source>reopened {because}</source>
        <translation>reabierto {because}</translation>
    </message>
    <message>
        <source>replace</source>
        <translation>reponer</translation>
    </message>
    <message>
        <source>replaced</source>
        <comment>an order</comment>
        <translation>repuesto</translation>
    </message>
    <message>
        <source>replaced</source>
        <translation>repuesto</translation>
    </message>
    <message>
        <source>replaced by</source>
        <translation>repuesto por</translation>
    </message>
    <message>
        <source>replaced by other goods</source>
        <translation>repuestos con otros productos</translation>
    </message>
    <message>
        <source>replacement</source>
        <translation>una reposición</translation>
    </message>
    <message>
        <source>reported as lost</source>
        <translation>informados como perdidos</translation>
    </message>
    <message>
        <source>reported it; with that no second look is needed</source>
        <translation>lo informó; con eso no hace falta una segunda mirada</translation>
    </message>
    <message>
        <source>reported that it is not as it seemed</source>
        <translation>informó que no está como parecía</translation>
    </message>
    <message>
        <source>reports {first} {last}.{kind}</source>
        <translation>informes {first} {last}.{kind}</translation>
    </message>
    <message>
        <source>reports {first}.{kind}</source>
        <translation>informes {first}.{kind}</translation>
    </message>
    <message>
        <source>requested</source>
        <comment>an order</comment>
        <translation>pedido</translation>
    </message>
    <message>
        <source>reschedule</source>
        <translation>cambiar de día</translation>
    </message>
    <message>
        <source>retry 1043 @12 · lock 7 · why 1043 @7 · or what you look for</source>
        <translation>retry 1043 @12 · lock 7 · why 1043 @7 · o lo que busca</translation>
    </message>
    <message>
        <source>retry now</source>
        <translation>reintentar ahora</translation>
    </message>
    <message>
        <source>retry today</source>
        <translation>reintentar hoy</translation>
    </message>
    <message>
        <source>return</source>
        <translation>devolución</translation>
    </message>
    <message>
        <source>return request</source>
        <translation>solicitud de devolución</translation>
    </message>
    <message>
        <source>return to depot</source>
        <translation>devolver al depósito</translation>
    </message>
    <message>
        <source>revoked the customer’s link</source>
        <translation>anuló el enlace del cliente</translation>
    </message>
    <message>
        <source>road network</source>
        <translation>red vial</translation>
    </message>
    <message>
        <source>round</source>
        <translation>ronda</translation>
    </message>
    <message>
        <source>rounds</source>
        <translation>rondas</translation>
    </message>
    <message>
        <source>row</source>
        <translation>fila</translation>
    </message>
    <message>
        <source>row {number} has the same order number with {said}: give one of them another number</source>
        <translation>la fila {number} tiene el mismo número de pedido con {said}: dé otro número a una de ellas</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>filas</translation>
    </message>
    <message>
        <source>said where the goods lie</source>
        <translation>dijo dónde está la mercancía</translation>
    </message>
    <message>
        <source>same</source>
        <translation>igual</translation>
    </message>
    <message>
        <source>say what is collected.</source>
        <translation>diga qué se retira.</translation>
    </message>
    <message>
        <source>search</source>
        <translation>búsqueda</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>segundos</translation>
    </message>
    <message>
        <source>semicolon</source>
        <translation>punto y coma</translation>
    </message>
    <message>
        <source>sends another order instead</source>
        <translation>envía otro pedido en su lugar</translation>
    </message>
    <message>
        <source>sends no other order instead</source>
        <translation>ya no envía otro pedido en su lugar</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>enviado</translation>
    </message>
    <message>
        <source>sent a second time</source>
        <translation>se envían por segunda vez</translation>
    </message>
    <message>
        <source>sent back</source>
        <translation>devuelto</translation>
    </message>
    <message>
        <source>sent it back</source>
        <translation>lo devolvió</translation>
    </message>
    <message>
        <source>sent its next visit to another place</source>
        <translation>envió su próxima visita a otro lugar</translation>
    </message>
    <message>
        <source>sent {ago}, waits for the answer</source>
        <translation>enviado {ago}, espera respuesta</translation>
    </message>
    <message>
        <source>sent {what} back</source>
        <translation>devolvió {what}</translation>
    </message>
    <message>
        <source>served</source>
        <translation>atendió</translation>
    </message>
    <message>
        <source>set it out: the driver agreed</source>
        <translation>lo puso en marcha: el conductor aceptó</translation>
    </message>
    <message>
        <source>settled it with the partner</source>
        <translation>lo cerró con el socio</translation>
    </message>
    <message>
        <source>settled the refund as {status}{said}</source>
        <translation>cerró el reembolso como {status}{said}</translation>
    </message>
    <message>
        <source>several routes</source>
        <translation>varias rutas</translation>
    </message>
    <message>
        <source>share with those above</source>
        <translation>suma con los de arriba</translation>
    </message>
    <message>
        <source>shift ends {clock_on}</source>
        <translation>turno hasta {clock_on}</translation>
    </message>
    <message>
        <source>shift is over</source>
        <translation>el turno terminó</translation>
    </message>
    <message>
        <source>shop</source>
        <translation>tienda</translation>
    </message>
    <message>
        <source>short when {route} was counted</source>
        <translation>faltaba al contar {route}</translation>
    </message>
    <message>
        <source>shown only: this is a demo</source>
        <translation>solo se muestra: esto es una demostración</translation>
    </message>
    <message>
        <source>signed</source>
        <translation>firmado</translation>
    </message>
    <message>
        <source>signed by {name}</source>
        <translation>firmado por {name}</translation>
    </message>
    <message>
        <source>signed in{words}</source>
        <translation>con sesión{words}</translation>
    </message>
    <message>
        <source>since ever</source>
        <translation>desde siempre</translation>
    </message>
    <message>
        <source>since {clock}</source>
        <translation>desde {clock}</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>saltada</translation>
    </message>
    <message>
        <source>slowest {duration}</source>
        <translation>el más lento {duration}</translation>
    </message>
    <message>
        <source>small letters, digits and hyphens</source>
        <translation>minúsculas, dígitos y guiones</translation>
    </message>
    <message>
        <source>some letters are written in utf-8 and others are not: look at names with accents, and export the parts of the list alike</source>
        <translation>unas letras están escritas en utf-8 y otras no: mire los nombres con acentos y exporte igual las partes de la lista</translation>
    </message>
    <message>
        <source>split a line of the goods</source>
        <translation>dividió una línea de la mercancía</translation>
    </message>
    <message>
        <source>standby</source>
        <translation>reserva</translation>
    </message>
    <message>
        <source>starts {clock_on}</source>
        <translation>sale a las {clock_on}</translation>
    </message>
    <message>
        <source>stop {stop_number}</source>
        <translation>parada {stop_number}</translation>
    </message>
    <message>
        <source>stops</source>
        <translation>paradas</translation>
    </message>
    <message>
        <source>straight lines until the roads are loaded</source>
        <translation>líneas rectas hasta que carguen las calles</translation>
    </message>
    <message>
        <source>straight-line estimate: distance × 1.35 at 30 km/h</source>
        <translation>estimación en línea recta: distancia × 1,35 a 30 km/h</translation>
    </message>
    <message>
        <source>street {street} m away</source>
        <translation>calle a {street} m</translation>
    </message>
    <message>
        <source>streets were closed or opened since. Search again (F5).</source>
        <translation>se cerraron o abrieron calles después. Busque otra vez (F5).</translation>
    </message>
    <message>
        <source>supervisor</source>
        <translation>supervisor</translation>
    </message>
    <message>
        <source>system</source>
        <translation>sistema</translation>
    </message>
    <message>
        <source>tab</source>
        <translation>tabulador</translation>
    </message>
    <message>
        <source>tail lift</source>
        <translation>plataforma elevadora</translation>
    </message>
    <message>
        <source>take</source>
        <translation>recibir</translation>
    </message>
    <message>
        <source>take </source>
        <translation>recibir </translation>
    </message>
    <message>
        <source>taken as {found}: {note}</source>
        <translation>se toma {found}: {note}</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>anulado</translation>
    </message>
    <message>
        <source>taken back before</source>
        <translation>anulado antes</translation>
    </message>
    <message>
        <source>taken off {route}</source>
        <translation>retirado de {route}</translation>
    </message>
    <message>
        <source>taken over</source>
        <translation>tomado</translation>
    </message>
    <message>
        <source>takes nothing after {hours}:{minutes}</source>
        <translation>no recibe nada después de las {hours}:{minutes}</translation>
    </message>
    <message>
        <source>text message</source>
        <translation>mensaje de texto</translation>
    </message>
    <message>
        <source>the address is missing</source>
        <translation>falta la dirección</translation>
    </message>
    <message>
        <source>the break began {late} later</source>
        <translation>la pausa empezara {late} más tarde</translation>
    </message>
    <message>
        <source>the cell holds {cell} characters; {longest_cell} at most</source>
        <translation>la celda tiene {cell} caracteres; a lo más {longest_cell}</translation>
    </message>
    <message>
        <source>the change before is still on its way.</source>
        <translation>el cambio anterior todavía está en camino.</translation>
    </message>
    <message>
        <source>the change of {what}</source>
        <translation>el cambio de {what}</translation>
    </message>
    <message>
        <source>the count {count} of {sku} is no whole number up to {most}</source>
        <translation>la cantidad {count} de {sku} no es un número entero de hasta {most}</translation>
    </message>
    <message>
        <source>the customer</source>
        <translation>el cliente</translation>
    </message>
    <message>
        <source>the customer chose {day}</source>
        <translation>el cliente eligió el {day}</translation>
    </message>
    <message>
        <source>the customer does not wait another day</source>
        <translation>el cliente no espera otro día</translation>
    </message>
    <message>
        <source>the customer does not want it any more</source>
        <translation>el cliente ya no lo quiere</translation>
    </message>
    <message>
        <source>the customer fetches it at the counter</source>
        <translation>el cliente lo retira en el mesón</translation>
    </message>
    <message>
        <source>the customer fetches it at the depot</source>
        <translation>el cliente lo retira en el depósito</translation>
    </message>
    <message>
        <source>the customer goes there</source>
        <translation>va el cliente</translation>
    </message>
    <message>
        <source>the customer has the goods and the money; one of them is to come back</source>
        <translation>el cliente tiene los productos y el dinero; uno de los dos debe volver</translation>
    </message>
    <message>
        <source>the customer is not let down again</source>
        <translation>no se le falla otra vez al cliente</translation>
    </message>
    <message>
        <source>the customer {customer} is unknown.</source>
        <translation>el cliente {customer} es desconocido.</translation>
    </message>
    <message>
        <source>the day {day} is over: today is {today}</source>
        <translation>el día {day} ya pasó: hoy es {today}</translation>
    </message>
    <message>
        <source>the days without rounds</source>
        <translation>los días sin rondas</translation>
    </message>
    <message>
        <source>the depot</source>
        <translation>el depósito</translation>
    </message>
    <message>
        <source>the door</source>
        <translation>la puerta</translation>
    </message>
    <message>
        <source>the driver</source>
        <translation>el conductor</translation>
    </message>
    <message>
        <source>the driver is on the way there</source>
        <translation>el conductor va en camino</translation>
    </message>
    <message>
        <source>the driver waits for an answer there</source>
        <translation>el conductor espera allí una respuesta</translation>
    </message>
    <message>
        <source>the driver was {distance_m} m away</source>
        <translation>el conductor estaba a {distance_m} m</translation>
    </message>
    <message>
        <source>the entry</source>
        <translation>la entrada</translation>
    </message>
    <message>
        <source>the exception for order {order}</source>
        <translation>la excepción para el pedido {order}</translation>
    </message>
    <message>
        <source>the exception for {order_id} was withdrawn since</source>
        <translation>la excepción para {order_id} se retiró después</translation>
    </message>
    <message>
        <source>the first for {shop}</source>
        <translation>la primera para {shop}</translation>
    </message>
    <message>
        <source>the first password has expired</source>
        <translation>la primera contraseña venció</translation>
    </message>
    <message>
        <source>the goods are back at the depot</source>
        <translation>los productos están de vuelta en el depósito</translation>
    </message>
    <message>
        <source>the goods are in the van of {route}, which cannot go on</source>
        <translation>los productos están en el furgón de {route}, que no puede seguir</translation>
    </message>
    <message>
        <source>the goods are in this van</source>
        <translation>los productos están en este furgón</translation>
    </message>
    <message>
        <source>the goods are not at the depot but {where}</source>
        <translation>los productos no están en el depósito sino {where}</translation>
    </message>
    <message>
        <source>the goods are with {route}, which cannot go on</source>
        <translation>los productos están con {route}, que no puede seguir</translation>
    </message>
    <message>
        <source>the goods are {whereabouts}</source>
        <translation>los productos están {whereabouts}</translation>
    </message>
    <message>
        <source>the goods bring more</source>
        <translation>los productos rinden más</translation>
    </message>
    <message>
        <source>the goods of {order_id} are somewhere else by now</source>
        <translation>los productos de {order_id} ya están en otra parte</translation>
    </message>
    <message>
        <source>the header has two rows, read as one</source>
        <translation>el encabezado tiene dos filas, leídas como una</translation>
    </message>
    <message>
        <source>the hub</source>
        <translation>el hub</translation>
    </message>
    <message>
        <source>the hub said {status}</source>
        <translation>el hub respondió {status}</translation>
    </message>
    <message>
        <source>the map draws straight lines: this region has no roads</source>
        <translation>el mapa dibuja líneas rectas: esta región no tiene calles</translation>
    </message>
    <message>
        <source>the new partner</source>
        <translation>el socio nuevo</translation>
    </message>
    <message>
        <source>the next order there</source>
        <translation>el próximo pedido ahí</translation>
    </message>
    <message>
        <source>the office</source>
        <translation>la oficina</translation>
    </message>
    <message>
        <source>the office has given it another address</source>
        <translation>la oficina le dio otra dirección</translation>
    </message>
    <message>
        <source>the order has {items} lines; {most_lines} at most</source>
        <translation>el pedido tiene {items} líneas; a lo más {most_lines}</translation>
    </message>
    <message>
        <source>the order number has {found} characters; {longest_id} at most</source>
        <translation>el número de pedido tiene {found} caracteres; a lo más {longest_id}</translation>
    </message>
    <message>
        <source>the other van waited {late} longer</source>
        <translation>el otro vehículo esperara {late} más</translation>
    </message>
    <message>
        <source>the partner</source>
        <translation>el socio</translation>
    </message>
    <message>
        <source>the place {place} is unknown.</source>
        <translation>el lugar {place} es desconocido.</translation>
    </message>
    <message>
        <source>the price {price} is rounded to {amount}</source>
        <translation>el precio {price} se redondea a {amount}</translation>
    </message>
    <message>
        <source>the price {price} is rounded to {amount}, one of {count} that are</source>
        <translation>el precio {price} se redondea a {amount}, uno de los {count} que se redondean</translation>
    </message>
    <message>
        <source>the quantity is 1 to {most_units}.</source>
        <translation>la cantidad va de 1 a {most_units}.</translation>
    </message>
    <message>
        <source>the reason was erased</source>
        <translation>el motivo fue borrado</translation>
    </message>
    <message>
        <source>the refund of order {order}</source>
        <translation>el reembolso del pedido {order}</translation>
    </message>
    <message>
        <source>the refund of order {order} is {status} already</source>
        <translation>el reembolso del pedido {order} ya está {status}</translation>
    </message>
    <message>
        <source>the refund of order {order} left in run {run}, not {row}</source>
        <translation>el reembolso del pedido {order} salió en la tanda {run}, no en la {row}</translation>
    </message>
    <message>
        <source>the refund of order {order} stands in the file twice</source>
        <translation>el reembolso del pedido {order} está dos veces en el archivo</translation>
    </message>
    <message>
        <source>the region has no road near {at}, {at_2}: choose that of its city</source>
        <translation>la región no tiene caminos cerca de {at}, {at_2}: elija la de su ciudad</translation>
    </message>
    <message>
        <source>the return of {order_id} is cancelled already</source>
        <translation>la devolución de {order_id} ya está anulada</translation>
    </message>
    <message>
        <source>the route were unlocked</source>
        <translation>la ruta no estuviera bloqueada</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>iguales</translation>
    </message>
    <message>
        <source>the same line of the same order again; {words}</source>
        <translation>otra vez la misma línea del mismo pedido; {words}</translation>
    </message>
    <message>
        <source>the shift ended {late} later</source>
        <translation>el turno acabara {late} más tarde</translation>
    </message>
    <message>
        <source>the shop</source>
        <translation>la tienda</translation>
    </message>
    <message>
        <source>the shop did not refund it: {reason}</source>
        <translation>la tienda no lo reembolsó: {reason}</translation>
    </message>
    <message>
        <source>the shop does not take it back</source>
        <translation>la tienda no lo acepta de vuelta</translation>
    </message>
    <message>
        <source>the shop pays</source>
        <translation>la tienda paga</translation>
    </message>
    <message>
        <source>the shop pays for</source>
        <translation>la tienda paga por</translation>
    </message>
    <message>
        <source>the status {row} is not one of {shown}</source>
        <translation>el estado {row} no es uno de {shown}</translation>
    </message>
    <message>
        <source>the street, without a number</source>
        <translation>la calle, sin número</translation>
    </message>
    <message>
        <source>the suspect attempt at order {order}</source>
        <translation>el intento dudoso del pedido {order}</translation>
    </message>
    <message>
        <source>the text was erased</source>
        <translation>el texto fue borrado</translation>
    </message>
    <message>
        <source>the van had room for {more} more</source>
        <translation>en el vehículo cupieran {more} más</translation>
    </message>
    <message>
        <source>the van had this: {thing}</source>
        <translation>el vehículo tuviera esto: {thing}</translation>
    </message>
    <message>
        <source>the van is at the door</source>
        <translation>el furgón está en la puerta</translation>
    </message>
    <message>
        <source>the van is on its way</source>
        <translation>el furgón va en camino</translation>
    </message>
    <message>
        <source>the way is shorter</source>
        <translation>el camino es más corto</translation>
    </message>
    <message>
        <source>the window ends at {hm}, before it begins at {hm_2}</source>
        <translation>la ventana termina a las {hm}, antes de empezar a las {hm_2}</translation>
    </message>
    <message>
        <source>the write-off of order {order}</source>
        <translation>la baja de productos del pedido {order}</translation>
    </message>
    <message>
        <source>the {field}</source>
        <translation>el campo {field}</translation>
    </message>
    <message>
        <source>the {whose}&apos;s name is missing</source>
        <translation>falta el nombre: {whose}</translation>
    </message>
    <message>
        <source>there is neither a number nor a name to know it by</source>
        <translation>no hay número ni nombre para reconocerlo</translation>
    </message>
    <message>
        <source>there is no header: say of each column what it holds</source>
        <translation>no hay encabezado: diga qué contiene cada columna</translation>
    </message>
    <message>
        <source>there is no order number</source>
        <translation>no hay número de pedido</translation>
    </message>
    <message>
        <source>there is no refund {key}, or it was asked for again since</source>
        <translation>no hay reembolso {key}, o se pidió otra vez después</translation>
    </message>
    <message>
        <source>there is nothing to fetch</source>
        <translation>no hay nada que retirar</translation>
    </message>
    <message>
        <source>these {ahead}</source>
        <translation>estos {ahead}</translation>
    </message>
    <message>
        <source>this customer</source>
        <translation>este cliente</translation>
    </message>
    <message>
        <source>this customer was erased, and stays so</source>
        <translation>los datos de este cliente se borraron, y así queda</translation>
    </message>
    <message>
        <source>this depot has no counter</source>
        <translation>este depósito no tiene mesón</translation>
    </message>
    <message>
        <source>this driver was erased; give him another number</source>
        <translation>los datos de este conductor se borraron; dele otro número</translation>
    </message>
    <message>
        <source>ticked</source>
        <translation>marcado</translation>
    </message>
    <message>
        <source>time at the door</source>
        <translation>tiempo en la puerta</translation>
    </message>
    <message>
        <source>time is up: the driver may fail it</source>
        <translation>tiempo agotado: puede darse por fallida</translation>
    </message>
    <message>
        <source>to a collection point</source>
        <translation>a un punto de retiro</translation>
    </message>
    <message>
        <source>to be refilled</source>
        <translation>para rellenar</translation>
    </message>
    <message>
        <source>to import orders</source>
        <translation>importar pedidos</translation>
    </message>
    <message>
        <source>to import {what}</source>
        <translation>importar {what}</translation>
    </message>
    <message>
        <source>to open a day</source>
        <translation>abrir un día</translation>
    </message>
    <message>
        <source>to partners</source>
        <translation>a socios</translation>
    </message>
    <message>
        <source>to point</source>
        <translation>va a un punto de retiro</translation>
    </message>
    <message>
        <source>to the next day</source>
        <translation>al día siguiente</translation>
    </message>
    <message>
        <source>today</source>
        <translation>hoy</translation>
    </message>
    <message>
        <source>told the shop to refund it, {by}</source>
        <translation>pidió a la tienda reembolsarlo, {by}</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>mañana</translation>
    </message>
    <message>
        <source>too few entries: {what}</source>
        <translation>muy pocas entradas: {what}</translation>
    </message>
    <message>
        <source>too heavy or too big for it</source>
        <translation>demasiado pesado o grande para él</translation>
    </message>
    <message>
        <source>too many tries</source>
        <translation>demasiados intentos</translation>
    </message>
    <message>
        <source>took back what {what} was about,</source>
        <translation>deshizo lo que originó {what},</translation>
    </message>
    <message>
        <source>took back where the goods lie</source>
        <translation>retiró lo dicho sobre dónde está la mercancía</translation>
    </message>
    <message>
        <source>took it back, so no second look is needed</source>
        <translation>lo retiró, así que no hace falta una segunda mirada</translation>
    </message>
    <message>
        <source>took it off its route</source>
        <translation>lo sacó de su ruta</translation>
    </message>
    <message>
        <source>took the case</source>
        <translation>tomó el caso</translation>
    </message>
    <message>
        <source>took the case over</source>
        <translation>tomó el caso en su lugar</translation>
    </message>
    <message>
        <source>took the hand-over to the customer back</source>
        <translation>deshizo la entrega al cliente</translation>
    </message>
    <message>
        <source>tries it</source>
        <translation>lo intenta</translation>
    </message>
    <message>
        <source>tries: {advice}</source>
        <translation>intenta: {advice}</translation>
    </message>
    <message>
        <source>undamaged</source>
        <translation>sin daño</translation>
    </message>
    <message>
        <source>undecided</source>
        <translation>sin decidir</translation>
    </message>
    <message>
        <source>unknown driver link</source>
        <translation>enlace de conductor desconocido</translation>
    </message>
    <message>
        <source>unlocked its visit</source>
        <translation>desbloqueó su visita</translation>
    </message>
    <message>
        <source>unplanned delivery</source>
        <translation>entrega sin planificar</translation>
    </message>
    <message>
        <source>until</source>
        <translation>hasta</translation>
    </message>
    <message>
        <source>until further notice</source>
        <translation>hasta nuevo aviso</translation>
    </message>
    <message>
        <source>until {clock}</source>
        <translation>hasta {clock}</translation>
    </message>
    <message>
        <source>until {valid_until}</source>
        <translation>hasta {valid_until}</translation>
    </message>
    <message>
        <source>unused</source>
        <translation>sin uso</translation>
    </message>
    <message>
        <source>up to {room}</source>
        <translation>hasta {room}</translation>
    </message>
    <message>
        <source>van</source>
        <translation>furgón</translation>
    </message>
    <message>
        <source>van is full</source>
        <translation>el furgón está lleno</translation>
    </message>
    <message>
        <source>vans</source>
        <translation>furgones</translation>
    </message>
    <message>
        <source>volume</source>
        <translation>volumen</translation>
    </message>
    <message>
        <source>wait</source>
        <translation>esperan</translation>
    </message>
    <message>
        <source>waiting</source>
        <comment>an order</comment>
        <translation>en espera</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>espera</translation>
    </message>
    <message>
        <source>waits for driver</source>
        <translation>espera al conductor</translation>
    </message>
    <message>
        <source>waits for the {waits_for} until {until}</source>
        <translation>espera: {waits_for}, hasta {until}</translation>
    </message>
    <message>
        <source>waits for the {whom} until {when}</source>
        <translation>espera ({whom}) hasta {when}</translation>
    </message>
    <message>
        <source>waits for {whom}</source>
        <translation>espera: {whom}</translation>
    </message>
    <message>
        <source>waits to be sent</source>
        <translation>espera para enviarse</translation>
    </message>
    <message>
        <source>waits {duration} more</source>
        <translation>espera {duration} más</translation>
    </message>
    <message>
        <source>was not asked for</source>
        <translation>no se pidió</translation>
    </message>
    <message>
        <source>was taken off</source>
        <translation>se quitó</translation>
    </message>
    <message>
        <source>was {was}</source>
        <translation>era {was}</translation>
    </message>
    <message>
        <source>way</source>
        <translation>camino</translation>
    </message>
    <message>
        <source>ways drawn by own roads: no answer</source>
        <translation>caminos dibujados por la red propia: sin respuesta</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>peso</translation>
    </message>
    <message>
        <source>what becomes of {what}</source>
        <translation>el destino de {what}</translation>
    </message>
    <message>
        <source>what is aboard already</source>
        <translation>lo que ya va a bordo</translation>
    </message>
    <message>
        <source>what is collected at {name}</source>
        <translation>lo que se retira en {name}</translation>
    </message>
    <message>
        <source>what it changed is not on the board any more.</source>
        <translation>lo que cambió ya no está en el tablero.</translation>
    </message>
    <message>
        <source>what the plan of order {order} breaks</source>
        <translation>lo que incumple el plan del pedido {order}</translation>
    </message>
    <message>
        <source>when a case that waited is due or answered</source>
        <translation>cuando un caso en espera vence o tiene respuesta</translation>
    </message>
    <message>
        <source>when a driver waits at a door</source>
        <translation>cuando un conductor espera ante una puerta</translation>
    </message>
    <message>
        <source>when a driver writes</source>
        <translation>cuando un conductor escribe</translation>
    </message>
    <message>
        <source>when something new needs a decision</source>
        <translation>cuando algo nuevo pide una decisión</translation>
    </message>
    <message>
        <source>when the goods are at the depot</source>
        <translation>cuando los productos estén en el depósito</translation>
    </message>
    <message>
        <source>where it is now</source>
        <translation>donde está ahora</translation>
    </message>
    <message>
        <source>whereabouts not recorded</source>
        <translation>paradero no registrado</translation>
    </message>
    <message>
        <source>will be late</source>
        <translation>llegarán tarde</translation>
    </message>
    <message>
        <source>window</source>
        <translation>ventana</translation>
    </message>
    <message>
        <source>with a partner</source>
        <translation>con un socio</translation>
    </message>
    <message>
        <source>with a photo</source>
        <translation>con foto</translation>
    </message>
    <message>
        <source>with a receipt</source>
        <translation>con boleta</translation>
    </message>
    <message>
        <source>with a refund</source>
        <translation>con reembolso</translation>
    </message>
    <message>
        <source>with nobody</source>
        <translation>con nadie</translation>
    </message>
    <message>
        <source>with the customer</source>
        <translation>con el cliente</translation>
    </message>
    <message>
        <source>with the customer {since}</source>
        <translation>con el cliente {since}</translation>
    </message>
    <message>
        <source>with the partner {holder}</source>
        <translation>con el socio {holder}</translation>
    </message>
    <message>
        <source>with the serial number that was sold</source>
        <translation>con el número de serie vendido</translation>
    </message>
    <message>
        <source>with {holder} {since}</source>
        <translation>con {holder} {since}</translation>
    </message>
    <message>
        <source>with {owner}</source>
        <translation>con {owner}</translation>
    </message>
    <message>
        <source>with {partner_name}</source>
        <translation>con {partner_name}</translation>
    </message>
    <message>
        <source>withdrew the exception</source>
        <translation>retiró la excepción</translation>
    </message>
    <message>
        <source>worth {worth}</source>
        <translation>valor {worth}</translation>
    </message>
    <message>
        <source>wrong code</source>
        <translation>código incorrecto</translation>
    </message>
    <message>
        <source>wrong item</source>
        <translation>producto equivocado</translation>
    </message>
    <message>
        <source>wrong name or password</source>
        <translation>nombre o contraseña incorrectos</translation>
    </message>
    <message>
        <source>wrong number</source>
        <translation>número equivocado</translation>
    </message>
    <message>
        <source>wrong password for a change</source>
        <translation>contraseña incorrecta para un cambio</translation>
    </message>
    <message>
        <source>wrote</source>
        <translation>escribió</translation>
    </message>
    <message>
        <source>wrote to the customer: {kind}</source>
        <translation>escribió al cliente: {kind}</translation>
    </message>
    <message>
        <source>you</source>
        <translation>usted</translation>
    </message>
    <message>
        <source>yours</source>
        <translation>suyo</translation>
    </message>
    <message>
        <source>{able} of {count} can take {about}</source>
        <translation>{able} de {count} pueden tomar {about}</translation>
    </message>
    <message>
        <source>{actor} from {when}</source>
        <translation>{actor} desde {when}</translation>
    </message>
    <message>
        <source>{actor} has no access to the depot {depot}.</source>
        <translation>{actor} no tiene acceso al depósito {depot}.</translation>
    </message>
    <message>
        <source>{actor} has no access to the depot {depot}. Ask an administrator.</source>
        <translation>{actor} no tiene acceso al depósito {depot}. Pídaselo a un administrador.</translation>
    </message>
    <message>
        <source>{actor} may not export the log of {depot}.</source>
        <translation>{actor} no puede exportar el registro de {depot}.</translation>
    </message>
    <message>
        <source>{actor} may not read the region.</source>
        <translation>{actor} no puede leer la región.</translation>
    </message>
    <message>
        <source>{actor} may not read the reports of {depot}.</source>
        <translation>{actor} no puede leer los informes de {depot}.</translation>
    </message>
    <message>
        <source>{actor} may not read the travel times of {depot}.</source>
        <translation>{actor} no puede leer los tiempos de viaje de {depot}.</translation>
    </message>
    <message>
        <source>{actor} may not read what happened at {depot}.</source>
        <translation>{actor} no puede leer lo que pasó en {depot}.</translation>
    </message>
    <message>
        <source>{actor} sent back {about}</source>
        <translation>{actor} devolvió {about}</translation>
    </message>
    <message>
        <source>{actor} sent {about} back</source>
        <translation>{actor} devolvió {about}</translation>
    </message>
    <message>
        <source>{actor} sent {events} under the number {ask}, which it had used for something else. A copied device or a broken one.</source>
        <translation>{actor} envió {events} con el número {ask}, que ya había usado para otra cosa. Un equipo copiado o dañado.</translation>
    </message>
    <message>
        <source>{address} is no address. Write street and number.</source>
        <translation>{address} no es una dirección. Escriba calle y número.</translation>
    </message>
    <message>
        <source>{address} is not among the region&apos;s addresses: mend it, or add columns with latitude and longitude</source>
        <translation>{address} no está entre las direcciones de la región: corríjala, o agregue columnas con latitud y longitud</translation>
    </message>
    <message>
        <source>{address}: drag the pin to the door or click there; Esc leaves it</source>
        <translation>{address}: arrastre el pin a la puerta o haga clic ahí; Esc lo deja</translation>
    </message>
    <message>
        <source>{address}: {note}. Enter if it is right.</source>
        <translation>{address}: {note}. Enter si es correcto.</translation>
    </message>
    <message>
        <source>{amount} asked of the shop at {clock}</source>
        <translation>{amount} pedidos a la tienda a las {clock}</translation>
    </message>
    <message>
        <source>{amount} container slot</source>
        <translation>{amount} espacio de envases</translation>
    </message>
    <message>
        <source>{amount} container slots</source>
        <translation>{amount} espacios de envases</translation>
    </message>
    <message>
        <source>{amount} wanted at {clock}; {who} must agree before the shop is told</source>
        <translation>Se pidieron {amount} a las {clock}; {who} debe estar de acuerdo antes de avisar a la tienda</translation>
    </message>
    <message>
        <source>{asked}, {status} at {settled}{said}</source>
        <translation>{asked}, {status} a las {settled}{said}</translation>
    </message>
    <message>
        <source>{asked}; it has not answered yet</source>
        <translation>{asked}; aún no responde</translation>
    </message>
    <message>
        <source>{ask} An open one can be filled.</source>
        <translation>{ask} Uno abierto se puede completar.</translation>
    </message>
    <message>
        <source>{attempts} failed attempts</source>
        <translation>{attempts} intentos fallidos</translation>
    </message>
    <message>
        <source>{at} of {problems}   {words}</source>
        <translation>{at} de {problems}   {words}</translation>
    </message>
    <message>
        <source>{at} · Link {how}, valid until {at_2}</source>
        <translation>{at} · Enlace {how}, válido hasta {at_2}</translation>
    </message>
    <message>
        <source>{at}, and it breaks nothing.</source>
        <translation>{at}, y no incumple nada.</translation>
    </message>
    <message>
        <source>{back}, to count</source>
        <translation>{back}, por contar</translation>
    </message>
    <message>
        <source>{best} costs as much as the next best way.</source>
        <translation>{best} cuesta lo mismo que la siguiente.</translation>
    </message>
    <message>
        <source>{best} is {ahead} better than the next best: {reason}.</source>
        <translation>{best} es {ahead} mejor que la siguiente: {reason}.</translation>
    </message>
    <message>
        <source>{both} is no window; write 9:00-13:00</source>
        <translation>{both} no es una ventana; escriba 9:00-13:00</translation>
    </message>
    <message>
        <source>{breaks}; messages are off</source>
        <translation>{breaks}; los mensajes están apagados</translation>
    </message>
    <message>
        <source>{button} (Ctrl+Enter)</source>
        <translation>{button} (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>{by} holds a slot for order {order} until {clock}. Ask {by_2}, or book that one.</source>
        <translation>{by} tiene reservado un horario para el pedido {order} hasta las {clock}. Pregunte a {by_2}, o reserve ese.</translation>
    </message>
    <message>
        <source>{by} signed {day} off at {at} already.</source>
        <translation>{by} ya firmó el {day} a las {at}.</translation>
    </message>
    <message>
        <source>{by} signed {day} off at {when}. Take that back at the desk first.</source>
        <translation>{by} firmó el {day} a las {when}. Deshágalo primero en el escritorio.</translation>
    </message>
    <message>
        <source>{capital} waits for {whom}.</source>
        <translation>{capital} espera a {whom}.</translation>
    </message>
    <message>
        <source>{cases} cases</source>
        <translation>{cases} casos</translation>
    </message>
    <message>
        <source>{case} not closed</source>
        <translation>{case} sin cerrar</translation>
    </message>
    <message>
        <source>{case} open</source>
        <translation>{case} abiertos</translation>
    </message>
    <message>
        <source>{change}, not saved yet</source>
        <translation>{change} sin guardar</translation>
    </message>
    <message>
        <source>{clock} and {clock_2}</source>
        <translation>{clock} y {clock_2}</translation>
    </message>
    <message>
        <source>{clock} {order}: {value}, by {actor}</source>
        <translation>{clock} {order}: {value}, por {actor}</translation>
    </message>
    <message>
        <source>{clock}, {value} routes with {of_day} stops that day, {stops} stops on all open days, event {seq}</source>
        <translation>{clock}, {value} rutas con {of_day} paradas ese día, {stops} paradas en todos los días abiertos, evento {seq}</translation>
    </message>
    <message>
        <source>{code} belongs to the depot {depot}. Put it aside for the next transfer.</source>
        <translation>{code} es del depósito {depot}. Déjelo aparte para el próximo traslado.</translation>
    </message>
    <message>
        <source>{code} counted</source>
        <translation>{code} contado</translation>
    </message>
    <message>
        <source>{code} has not been counted from {route}.</source>
        <translation>{code} no se ha contado de {route}.</translation>
    </message>
    <message>
        <source>{code} is edited twice.</source>
        <translation>{code} se edita dos veces.</translation>
    </message>
    <message>
        <source>{code} · belongs to no line of this van: over</source>
        <translation>{code} · no pertenece a ninguna línea de este furgón: sobra</translation>
    </message>
    <message>
        <source>{code} · {names} · all there</source>
        <translation>{code} · {names} · todo está</translation>
    </message>
    <message>
        <source>{code} · {names} · not expected of this van: over</source>
        <translation>{code} · {names} · no se esperaba de este furgón: sobra</translation>
    </message>
    <message>
        <source>{code} · {names} · {left} left</source>
        <translation>{code} · {names} · quedan {left}</translation>
    </message>
    <message>
        <source>{container} with {customer}</source>
        <translation>{container} con {customer}</translation>
    </message>
    <message>
        <source>{counts} refused</source>
        <translation>{counts} rechazados</translation>
    </message>
    <message>
        <source>{count} answers recorded</source>
        <translation>{count} respuestas registradas</translation>
    </message>
    <message>
        <source>{count} exceptions for {shop}</source>
        <translation>{count} excepciones para {shop}</translation>
    </message>
    <message>
        <source>{count} {words} copied{words_2}</source>
        <translation>{count} {words} copiadas{words_2}</translation>
    </message>
    <message>
        <source>{currency} has {digits}; “{words}” has {part}.</source>
        <translation>{currency} tiene {digits}; «{words}» tiene {part}.</translation>
    </message>
    <message>
        <source>{currency} is no currency. Write its three letters, like EUR.</source>
        <translation>{currency} no es una moneda. Escriba sus tres letras, como CLP.</translation>
    </message>
    <message>
        <source>{customer} shown, {money} deposit</source>
        <translation>se muestran {customer}, {money} de garantía</translation>
    </message>
    <message>
        <source>{data} cannot be written: {strerror}.</source>
        <translation>No se puede escribir {data}: {strerror}.</translation>
    </message>
    <message>
        <source>{day_min} minutes</source>
        <translation>{day_min} minutos</translation>
    </message>
    <message>
        <source>{day_words} is open again</source>
        <translation>{day_words} está abierto otra vez</translation>
    </message>
    <message>
        <source>{day_words} is open with {routes}.</source>
        <translation>{day_words} está abierto con {routes}.</translation>
    </message>
    <message>
        <source>{days} {span} and {span_2} overlap.</source>
        <translation>{days} {span} y {span_2} se traslapan.</translation>
    </message>
    <message>
        <source>{days} {span}: a place opens before it closes, within a day.</source>
        <translation>{days} {span}: un lugar abre antes de cerrar, dentro de un día.</translation>
    </message>
    <message>
        <source>{day} from {clock}</source>
        <translation>{day} desde {clock}</translation>
    </message>
    <message>
        <source>{day} has not begun.</source>
        <translation>El {day} no ha empezado.</translation>
    </message>
    <message>
        <source>{day} is not closed yet. {next_step}</source>
        <translation>El {day} aún no está cerrado. {next_step}</translation>
    </message>
    <message>
        <source>{day} signed off by {actor}, {at}</source>
        <translation>{day} firmado por {actor}, {at}</translation>
    </message>
    <message>
        <source>{day}: closed by {who} at {at}</source>
        <translation>{day}: cerrado por {who} a las {at}</translation>
    </message>
    <message>
        <source>{delimiters} between cells</source>
        <translation>{delimiters} entre celdas</translation>
    </message>
    <message>
        <source>{delimiters} between cells (guessed)</source>
        <translation>{delimiters} entre celdas (supuesto)</translation>
    </message>
    <message>
        <source>{depot} was set up in the region {region}, which is not on this computer any more.
Choose the region that has its streets. Cancel leads to where regions are added.</source>
        <translation>{depot} se creó en la región {region}, que ya no está en este equipo.
Elija la región que tiene sus calles. Cancelar lleva a donde se agregan regiones.</translation>
    </message>
    <message>
        <source>{description} is listed twice. Add the quantities up.</source>
        <translation>{description} está dos veces en la lista. Sume las cantidades.</translation>
    </message>
    <message>
        <source>{description} was inspected and goes another way by now.</source>
        <translation>{description} se inspeccionó y ahora tiene otro destino.</translation>
    </message>
    <message>
        <source>{description}: {quantity} cannot come back, the customer has {may}.</source>
        <translation>{description}: no pueden volver {quantity}, el cliente tiene {may}.</translation>
    </message>
    <message>
        <source>{destination} has it then.</source>
        <translation>Entonces lo tiene {destination}.</translation>
    </message>
    <message>
        <source>{differences}. Count on, or say why.</source>
        <translation>{differences}. Siga contando o diga por qué.</translation>
    </message>
    <message>
        <source>{distance} away</source>
        <translation>a {distance}</translation>
    </message>
    <message>
        <source>{distance} to go</source>
        <translation>quedan {distance}</translation>
    </message>
    <message>
        <source>{does} a neighbour ({words})</source>
        <translation>{does} un vecino ({words})</translation>
    </message>
    <message>
        <source>{done} of {count} recorded. {refused}</source>
        <translation>{done} de {count} registradas. {refused}</translation>
    </message>
    <message>
        <source>{done} of {orders} imported</source>
        <translation>{done} de {orders} importados</translation>
    </message>
    <message>
        <source>{done} of {stop} over, {load}</source>
        <translation>{done} de {stop} terminadas, {load}</translation>
    </message>
    <message>
        <source>{done} of {total} looked at</source>
        <translation>{done} de {total} revisados</translation>
    </message>
    <message>
        <source>{done} of {total} sent</source>
        <translation>{done} de {total} enviados</translation>
    </message>
    <message>
        <source>{done} of {total} {one} imported</source>
        <translation>{done} de {total} {one} importados</translation>
    </message>
    <message>
        <source>{done} orders back in the queue</source>
        <translation>{done} pedidos de vuelta en la cola</translation>
    </message>
    <message>
        <source>{done} · Ctrl+Z takes it back</source>
        <translation>{done} · Ctrl+Z lo deshace</translation>
    </message>
    <message>
        <source>{driver_at} goes on; the case is in the queue</source>
        <translation>{driver_at} sigue; el caso está en la cola</translation>
    </message>
    <message>
        <source>{driver_at} tries it</source>
        <translation>{driver_at} lo intenta</translation>
    </message>
    <message>
        <source>{driver_at} waits {minutes} minutes</source>
        <translation>{driver_at} espera {minutes} minutos</translation>
    </message>
    <message>
        <source>{driver_name} at {clock}, {ago}{where}</source>
        <translation>{driver_name} a las {clock}, {ago}{where}</translation>
    </message>
    <message>
        <source>{driver_name} at {customer}’s</source>
        <translation>{driver_name} donde {customer}</translation>
    </message>
    <message>
        <source>{driver_name} is {metres} m away, {heard}</source>
        <translation>{driver_name} está a {metres} m, {heard}</translation>
    </message>
    <message>
        <source>{driver} came into {fence}</source>
        <translation>{driver} entró en {fence}</translation>
    </message>
    <message>
        <source>{driver} left {fence}</source>
        <translation>{driver} salió de {fence}</translation>
    </message>
    <message>
        <source>{duration} ago</source>
        <translation>hace {duration}</translation>
    </message>
    <message>
        <source>{duration} more</source>
        <translation>{duration} más</translation>
    </message>
    <message>
        <source>{email} is no e-mail address; left out</source>
        <translation>{email} no es un correo; se omite</translation>
    </message>
    <message>
        <source>{empties} were counted at the door; the list&apos;s {held} are not taken</source>
        <translation>en la puerta se contaron {empties}; los {held} de la lista no se toman</translation>
    </message>
    <message>
        <source>{ended_by} {words} at {at}. Nothing was changed.</source>
        <translation>{ended_by} {words} a las {at}. No se cambió nada.</translation>
    </message>
    <message>
        <source>{ended} of {live} stops done</source>
        <translation>{ended} de {live} paradas hechas</translation>
    </message>
    <message>
        <source>{entry}: decide within 1 to {most_min} minutes.</source>
        <translation>{entry}: decida dentro de 1 a {most_min} minutos.</translation>
    </message>
    <message>
        <source>{error}. Write networks as 10.0.0.0/8 or 192.168.1.7.</source>
        <translation>{error}. Escriba redes como 10.0.0.0/8 o 192.168.1.7.</translation>
    </message>
    <message>
        <source>{every} is no whole number of weeks</source>
        <translation>{every} no es un número entero de semanas</translation>
    </message>
    <message>
        <source>{extract}: {size}, {roads} roads{as_of}. {needs}</source>
        <translation>{extract}: {size}, {roads} calles{as_of}. {needs}</translation>
    </message>
    <message>
        <source>{extra} of it driving, the rest at the door</source>
        <translation>{extra} de eso conduciendo, el resto en la puerta</translation>
    </message>
    <message>
        <source>{extra}, worth {money}</source>
        <translation>{extra}, valor {money}</translation>
    </message>
    <message>
        <source>{failed} failed</source>
        <translation>{failed} fallidas</translation>
    </message>
    <message>
        <source>{far_km} km from the depot; check the coordinates</source>
        <translation>a {far_km} km del depósito; revise las coordenadas</translation>
    </message>
    <message>
        <source>{fault} Mend it before the depot is registered.</source>
        <translation>{fault} Corríjalo antes de registrar el depósito.</translation>
    </message>
    <message>
        <source>{fault} Nothing was changed.</source>
        <translation>{fault} No se cambió nada.</translation>
    </message>
    <message>
        <source>{feasible} of {route} can take it without breaking anything</source>
        <translation>{feasible} de {route} pueden tomarlo respetando todo</translation>
    </message>
    <message>
        <source>{field_name} is no field. There are: {shown}.</source>
        <translation>{field_name} no es un campo. Hay: {shown}.</translation>
    </message>
    <message>
        <source>{figure} a day</source>
        <translation>{figure} al día</translation>
    </message>
    <message>
        <source>{figure} attempts</source>
        <translation>{figure} intentos</translation>
    </message>
    <message>
        <source>{figure} containers</source>
        <translation>{figure} envases</translation>
    </message>
    <message>
        <source>{figure} days</source>
        <translation>{figure} días</translation>
    </message>
    <message>
        <source>{figure} points a week</source>
        <translation>{figure} puntos por semana</translation>
    </message>
    <message>
        <source>{file_name} answers nothing yet.</source>
        <translation>{file_name} todavía no responde nada.</translation>
    </message>
    <message>
        <source>{file_name} came incomplete. It is fetched again when the line is.</source>
        <translation>{file_name} llegó incompleto. Se trae otra vez cuando haya línea.</translation>
    </message>
    <message>
        <source>{file_name} cannot be read: {error}.</source>
        <translation>No se puede leer {file_name}: {error}.</translation>
    </message>
    <message>
        <source>{file_name} cannot be read: {strerror}.</source>
        <translation>No se puede leer {file_name}: {strerror}.</translation>
    </message>
    <message>
        <source>{file_name} has {size} MB; a photo has up to {most}.</source>
        <translation>{file_name} tiene {size} MB; una foto tiene hasta {most}.</translation>
    </message>
    <message>
        <source>{file_name} was not written: {error}.</source>
        <translation>{file_name} no se escribió: {error}.</translation>
    </message>
    <message>
        <source>{file_name} was not written: {strerror}.</source>
        <translation>{file_name} no se escribió: {strerror}.</translation>
    </message>
    <message>
        <source>{file} cannot be read: {error}.</source>
        <translation>No se puede leer {file}: {error}.</translation>
    </message>
    <message>
        <source>{file} cannot be used: {error}.</source>
        <translation>{file} no se puede usar: {error}.</translation>
    </message>
    <message>
        <source>{file} cannot be written</source>
        <translation>no se puede escribir {file}</translation>
    </message>
    <message>
        <source>{file} cannot be written. Choose another folder.</source>
        <translation>No se puede escribir {file}. Elija otra carpeta.</translation>
    </message>
    <message>
        <source>{file} could not be written: {why}. Choose another folder.</source>
        <translation>No se pudo escribir {file}: {why}. Elija otra carpeta.</translation>
    </message>
    <message>
        <source>{file} has more than {most} MB.</source>
        <translation>{file} tiene más de {most} MB.</translation>
    </message>
    <message>
        <source>{file} is a web page, whatever its name says: maybe that of a sign-in. If it shows the list, open it in a spreadsheet and save it as .xlsx.</source>
        <translation>{file} es una página web, diga lo que diga su nombre: quizás la de inicio de sesión. Si muestra la lista, ábrala en una hoja de cálculo y guárdela como .xlsx.</translation>
    </message>
    <message>
        <source>{file} is no GeoJSON ({error}). Take it away, or mend it.</source>
        <translation>{file} no es GeoJSON ({error}). Quítelo o corríjalo.</translation>
    </message>
    <message>
        <source>{file} is no certificate in PEM form ({error}). Replace it, or delete it if the hub made it.</source>
        <translation>{file} no es un certificado en formato PEM ({error}). Reemplácelo, o bórrelo si lo hizo el hub.</translation>
    </message>
    <message>
        <source>{file} is not the key that the hub made. Restore it.</source>
        <translation>{file} no es la clave que hizo el hub. Restáurela.</translation>
    </message>
    <message>
        <source>{file} must hold [[policy]] entries only; it has {strange}.</source>
        <translation>{file} debe tener solo entradas [[policy]]; tiene {strange}.</translation>
    </message>
    <message>
        <source>{filter} changed</source>
        <translation>{filter} cambiados</translation>
    </message>
    <message>
        <source>{find} on the shelf</source>
        <translation>{find} en el estante</translation>
    </message>
    <message>
        <source>{fingerprint} is no fingerprint: 64 digits 0-9 and A-F, as the hub prints it.</source>
        <translation>{fingerprint} no es una huella: 64 dígitos 0-9 y A-F, como la imprime el hub.</translation>
    </message>
    <message>
        <source>{first} to {last} is no period. Write days as 2026-11-23.</source>
        <translation>De {first} a {last} no es un período. Escriba los días como 2026-11-23.</translation>
    </message>
    <message>
        <source>{found} cannot be</source>
        <translation>{found} no puede ser</translation>
    </message>
    <message>
        <source>{found} does not lie on the lost-and-found shelf any more.</source>
        <translation>{found} ya no está en el estante de objetos encontrados.</translation>
    </message>
    <message>
        <source>{found} is no whole number</source>
        <translation>{found} no es un número entero</translation>
    </message>
    <message>
        <source>{found} is no {titles}: it lies between -{most} and {most_2}</source>
        <translation>{found} no es {titles}: va de -{most} a {most_2}</translation>
    </message>
    <message>
        <source>{found} minutes at a door; 480 at most</source>
        <translation>{found} minutos en una puerta; a lo más 480</translation>
    </message>
    <message>
        <source>{found} pieces; a whole number from 1 to {most_units}</source>
        <translation>{found} piezas; un número entero de 1 a {most_units}</translation>
    </message>
    <message>
        <source>{gain}: what the goods bring, less handling and the way</source>
        <translation>{gain}: lo que rinden los productos, menos manejo y camino</translation>
    </message>
    <message>
        <source>{given} is no host name and no address.</source>
        <translation>{given} no es un nombre de host ni una dirección.</translation>
    </message>
    <message>
        <source>{heads_words}

Note these lines elsewhere: with them nobody can shorten the log unnoticed. main.py verify --export {file_name} checks the file.</source>
        <translation>{heads_words}

Anote estas líneas en otra parte: con ellas nadie puede acortar el registro sin que se note. main.py verify --export {file_name} revisa el archivo.</translation>
    </message>
    <message>
        <source>{held} updates</source>
        <translation>{held} cambios</translation>
    </message>
    <message>
        <source>{hidden} of {total} hidden by the {by}</source>
        <translation>{hidden} de {total} ocultos por {by}</translation>
    </message>
    <message>
        <source>{host} is no address of this machine. Listen on 127.0.0.1 for this machine only, on 0.0.0.0 for every network it is in, or on one of its addresses.</source>
        <translation>{host} no es una dirección de esta máquina. Escuche en 127.0.0.1 solo para esta máquina, en 0.0.0.0 para todas sus redes, o en una de sus direcciones.</translation>
    </message>
    <message>
        <source>{host} is of your own network, so nothing outside of it gets here: {advice}</source>
        <translation>{host} es de su propia red, así que nada de fuera llega aquí: {advice}</translation>
    </message>
    <message>
        <source>{host} leads to no public address.</source>
        <translation>{host} no lleva a una dirección pública.</translation>
    </message>
    <message>
        <source>{hours} days</source>
        <translation>{hours} días</translation>
    </message>
    <message>
        <source>{item_id} is found</source>
        <translation>{item_id} apareció</translation>
    </message>
    <message>
        <source>{item} are containers; they are counted, not inspected.</source>
        <translation>{item} son envases; se cuentan, no se inspeccionan.</translation>
    </message>
    <message>
        <source>{item} has not been inspected.</source>
        <translation>{item} no se ha inspeccionado.</translation>
    </message>
    <message>
        <source>{item} is in lot {lot}, which is closed. Reopen the lot first.</source>
        <translation>{item} está en el lote {lot}, que está cerrado. Reabra primero el lote.</translation>
    </message>
    <message>
        <source>{item} is not missing.</source>
        <translation>{item} no está perdido.</translation>
    </message>
    <message>
        <source>{item} is not on the list of {route}. Scan it instead.</source>
        <translation>{item} no está en la lista de {route}. Escanéelo.</translation>
    </message>
    <message>
        <source>{item} is worth {amount}; it cannot bring {amount_2}.</source>
        <translation>{item} vale {amount}; no puede dar {amount_2}.</translation>
    </message>
    <message>
        <source>{item} is {whereabouts} already.</source>
        <translation>{item} ya está {whereabouts}.</translation>
    </message>
    <message>
        <source>{item} is {where}, not received at the depot.</source>
        <translation>{item} está {where}, no recibido en el depósito.</translation>
    </message>
    <message>
        <source>{item} was not expected of {route}; it can only be taken off.</source>
        <translation>{item} no se esperaba de {route}; solo se puede quitar.</translation>
    </message>
    <message>
        <source>{item}, {description}, is counted already.</source>
        <translation>{item}, {description}, ya está contado.</translation>
    </message>
    <message>
        <source>{km} km × {kg} g</source>
        <translation>{km} km × {kg} g</translation>
    </message>
    <message>
        <source>{known} cases {MANY_WORDS}</source>
        <translation>{known} casos {MANY_WORDS}</translation>
    </message>
    <message>
        <source>{label} at {netloc}</source>
        <translation>{label} en {netloc}</translation>
    </message>
    <message>
        <source>{label} cannot be negative ({given}).</source>
        <translation>{label} no puede ser negativo ({given}).</translation>
    </message>
    <message>
        <source>{label} lies between {least} and {most}, not at {given}.</source>
        <translation>{label} va de {least} a {most}, no {given}.</translation>
    </message>
    <message>
        <source>{label} was set to {words} by {by} at {clock}. Look again.</source>
        <translation>{by} puso {label} en {words} a las {clock}. Mire otra vez.</translation>
    </message>
    <message>
        <source>{label} was set to {words} since you looked. Look again.</source>
        <translation>{label} cambió a {words} desde que lo miró. Mire otra vez.</translation>
    </message>
    <message>
        <source>{label} · was {was}</source>
        <translation>{label} · era {was}</translation>
    </message>
    <message>
        <source>{label}, any time</source>
        <translation>{label}, a cualquier hora</translation>
    </message>
    <message>
        <source>{label}: a time between {least} and {most}.</source>
        <translation>{label}: una hora entre {least} y {most}.</translation>
    </message>
    <message>
        <source>{label}: back to {default}</source>
        <translation>{label}: volver a {default}</translation>
    </message>
    <message>
        <source>{label}: day and time</source>
        <translation>{label}: día y hora</translation>
    </message>
    <message>
        <source>{lanes} routes</source>
        <translation>{lanes} rutas</translation>
    </message>
    <message>
        <source>{last} is before valid_from, {first}</source>
        <translation>{last} es anterior a valid_from, {first}</translation>
    </message>
    <message>
        <source>{lat}, {lon} is no place on earth.</source>
        <translation>{lat}, {lon} no es un lugar de la Tierra.</translation>
    </message>
    <message>
        <source>{left_out} control characters left out</source>
        <translation>{left_out} caracteres de control omitidos</translation>
    </message>
    <message>
        <source>{left_out} rows</source>
        <translation>{left_out} filas</translation>
    </message>
    <message>
        <source>{left} Or say why it is cancelled all the same.</source>
        <translation>{left} O diga por qué se cancela de todos modos.</translation>
    </message>
    <message>
        <source>{left} left over from earlier days</source>
        <translation>{left} de días anteriores</translation>
    </message>
    <message>
        <source>{left} nameless {one} of the beginning {leave}</source>
        <translation>{left} {one} sin nombre del comienzo {leave}</translation>
    </message>
    <message>
        <source>{left} of {stop} left</source>
        <translation>quedan {left} de {stop}</translation>
    </message>
    <message>
        <source>{left}{more}
Why is it cancelled all the same?</source>
        <translation>{left}{more}
¿Por qué se anula de todos modos?</translation>
    </message>
    <message>
        <source>{level}: {why}</source>
        <translation>{level}: {why}</translation>
    </message>
    <message>
        <source>{line} missing</source>
        <translation>{line} perdidas</translation>
    </message>
    <message>
        <source>{line} to inspect</source>
        <translation>{line} por inspeccionar</translation>
    </message>
    <message>
        <source>{line} waits again</source>
        <translation>{line} espera otra vez</translation>
    </message>
    <message>
        <source>{loaded} loaded − {delivered} delivered + {collected} collected = {expected} expected</source>
        <translation>{loaded} cargadas − {delivered} entregadas + {collected} retiradas = {expected} esperadas</translation>
    </message>
    <message>
        <source>{lot} still here</source>
        <translation>{lot} todavía aquí</translation>
    </message>
    <message>
        <source>{lower} cannot bring more ({less} %) than {higher} ({more} %).</source>
        <translation>{lower} no pueden dar más ({less} %) que {higher} ({more} %).</translation>
    </message>
    <message>
        <source>{low} to {high} min</source>
        <translation>{low} a {high} min</translation>
    </message>
    <message>
        <source>{maker} has no access to {named}.</source>
        <translation>{maker} no tiene acceso a {named}.</translation>
    </message>
    <message>
        <source>{many} back to the queue</source>
        <translation>{many} de vuelta a la cola</translation>
    </message>
    <message>
        <source>{many} left out: cancelled or refunded in the shop</source>
        <translation>{many} fuera: anuladas o reembolsadas en la tienda</translation>
    </message>
    <message>
        <source>{many} left out: the shop says that they are delivered</source>
        <translation>{many} sin incluir: según la tienda ya se entregaron</translation>
    </message>
    <message>
        <source>{metres} m away</source>
        <translation>a {metres} m</translation>
    </message>
    <message>
        <source>{minor_digits} digits after the point</source>
        <translation>{minor_digits} dígitos tras la coma</translation>
    </message>
    <message>
        <source>{minutes} min ahead {span}</source>
        <translation>{minutes} min antes {span}</translation>
    </message>
    <message>
        <source>{minutes} of lateness</source>
        <translation>{minutes} de atraso</translation>
    </message>
    <message>
        <source>{minute} There were {count} of these within a minute.</source>
        <translation>{minute} Hubo {count} así en un minuto.</translation>
    </message>
    <message>
        <source>{money} at stake</source>
        <translation>{money} en juego</translation>
    </message>
    <message>
        <source>{money} at stake, {state}</source>
        <translation>{money} en juego, {state}</translation>
    </message>
    <message>
        <source>{money} is owed.</source>
        <translation>Se deben {money}.</translation>
    </message>
    <message>
        <source>{most} geofences are watched already. Remove one that nobody needs.</source>
        <translation>Ya se vigilan {most} geocercas. Quite una que nadie necesite.</translation>
    </message>
    <message>
        <source>{most} streets are closed already. Open those that can be driven again.</source>
        <translation>Ya hay {most} calles cerradas. Abra las que se puedan volver a usar.</translation>
    </message>
    <message>
        <source>{moved} stop</source>
        <translation>{moved} parada</translation>
    </message>
    <message>
        <source>{moved} stops</source>
        <translation>{moved} paradas</translation>
    </message>
    <message>
        <source>{moved} stops of {where} change at once, over {limit}</source>
        <translation>Cambian a la vez {moved} paradas de {where}, sobre {limit}</translation>
    </message>
    <message>
        <source>{named} and more</source>
        <translation>{named} y más</translation>
    </message>
    <message>
        <source>{named} is beyond what a depot has: at most {most}</source>
        <translation>{named} supera lo que tiene un depósito: a lo más {most}</translation>
    </message>
    <message>
        <source>{named} is closed</source>
        <translation>{named} está cerrado</translation>
    </message>
    <message>
        <source>{named} is not in the years {first_year} to {last_year}</source>
        <translation>{named} no está en los años {first_year} a {last_year}</translation>
    </message>
    <message>
        <source>{named} is not open. {ask}</source>
        <translation>{named} no está abierto. {ask}</translation>
    </message>
    <message>
        <source>{named} is open already; it is planned with the routes that it has.</source>
        <translation>{named} ya está abierto; se planifica con las rutas que tiene.</translation>
    </message>
    <message>
        <source>{named} is over.</source>
        <translation>{named} ya pasó.</translation>
    </message>
    <message>
        <source>{names} have the best sequence already.</source>
        <translation>{names} ya tienen la mejor secuencia.</translation>
    </message>
    <message>
        <source>{name}	shows {shown}, hides {total}</source>
        <translation>{name}	muestra {shown}, oculta {total}</translation>
    </message>
    <message>
        <source>{name} (demo city)</source>
        <translation>{name} (ciudad de demostración)</translation>
    </message>
    <message>
        <source>{name} answered with more than it was asked</source>
        <translation>{name} respondió más de lo que se le preguntó</translation>
    </message>
    <message>
        <source>{name} answered with {status}</source>
        <translation>{name} respondió {status}</translation>
    </message>
    <message>
        <source>{name} cannot be reached</source>
        <translation>no se alcanza {name}</translation>
    </message>
    <message>
        <source>{name} cannot name a region. Use small letters, digits and hyphens, as in north-coast.</source>
        <translation>{name} no puede nombrar una región. Use letras minúsculas, dígitos y guiones, como en norte-chico.</translation>
    </message>
    <message>
        <source>{name} comes nearest: {words}</source>
        <translation>La más cercana es {name}: {words}</translation>
    </message>
    <message>
        <source>{name} could take it, but it is not worth it</source>
        <translation>{name} podría llevarlo, pero no vale la pena</translation>
    </message>
    <message>
        <source>{name} could take it, but not beside what this plan does</source>
        <translation>{name} podría llevarlo, pero no junto con lo que hace este plan</translation>
    </message>
    <message>
        <source>{name} did not answer in {timeout_s} s</source>
        <translation>{name} no respondió en {timeout_s} s</translation>
    </message>
    <message>
        <source>{name} does not know it</source>
        <translation>{name} no la conoce</translation>
    </message>
    <message>
        <source>{name} goes on</source>
        <translation>{name} sigue</translation>
    </message>
    <message>
        <source>{name} has a sheet that goes down to row {row} and on to column {name_2}. Delete what stands so far away, or save the rows as CSV.</source>
        <translation>{name} tiene una hoja que llega hasta la fila {row} y la columna {name_2}. Borre lo que está tan lejos, o guarde las filas como CSV.</translation>
    </message>
    <message>
        <source>{name} has fetched it from {places}</source>
        <translation>{name} lo recogió en {places}</translation>
    </message>
    <message>
        <source>{name} has {filled} rows; {most_rows} are read at once. Split the file.</source>
        <translation>{name} tiene {filled} filas; se leen {most_rows} a la vez. Divida el archivo.</translation>
    </message>
    <message>
        <source>{name} has {many}. Nothing was recorded.</source>
        <translation>{name} tiene {many}. No se registró nada.</translation>
    </message>
    <message>
        <source>{name} has {width} columns; {most_columns} are read. Delete some.</source>
        <translation>{name} tiene {width} columnas; se leen {most_columns}. Borre algunas.</translation>
    </message>
    <message>
        <source>{name} in a better sequence</source>
        <translation>{name} en un orden mejor</translation>
    </message>
    <message>
        <source>{name} is a demo city that is shipped. Choose another name.</source>
        <translation>{name} es una ciudad de demostración incluida. Elija otro nombre.</translation>
    </message>
    <message>
        <source>{name} is a name of the hub&apos;s own. Choose another one.</source>
        <translation>{name} es un nombre propio del hub. Elija otro.</translation>
    </message>
    <message>
        <source>{name} is at the door with order {order}. Call the driver first.</source>
        <translation>{name} está en la puerta con el pedido {order}. Llame primero al conductor.</translation>
    </message>
    <message>
        <source>{name} is called in for {row_name}</source>
        <translation>Se llama a {name} para {row_name}</translation>
    </message>
    <message>
        <source>{name} is counted</source>
        <translation>{name} está contado</translation>
    </message>
    <message>
        <source>{name} is counted again</source>
        <translation>{name} se cuenta otra vez</translation>
    </message>
    <message>
        <source>{name} is empty. Choose a file or a sheet with a header and rows.</source>
        <translation>{name} está vacío. Elija un archivo o una hoja con encabezado y filas.</translation>
    </message>
    <message>
        <source>{name} is locked by a password. Save it without one.</source>
        <translation>{name} está bloqueado con contraseña. Guárdelo sin ella.</translation>
    </message>
    <message>
        <source>{name} is no text, so no CSV file. Choose a CSV or XLSX file.</source>
        <translation>{name} no es texto, así que no es un archivo CSV. Elija un archivo CSV o XLSX.</translation>
    </message>
    <message>
        <source>{name} is no whole XLSX file ({error}). Save it again as .xlsx.</source>
        <translation>{name} no es un archivo XLSX completo ({error}). Guárdelo otra vez como .xlsx.</translation>
    </message>
    <message>
        <source>{name} is no workbook that can be read: {error}. Open it in a spreadsheet and save it as .xlsx.</source>
        <translation>{name} no es un libro que se pueda leer: {error}. Ábralo en una hoja de cálculo y guárdelo como .xlsx.</translation>
    </message>
    <message>
        <source>{name} is not written in {chosen}: line {line} has a byte that it does not know. Choose another encoding.</source>
        <translation>{name} no está escrito en {chosen}: la línea {line} tiene un byte que no conoce. Elija otra codificación.</translation>
    </message>
    <message>
        <source>{name} is opened for the first time. {words}, about {time_words} left</source>
        <translation>{name} se abre por primera vez. {words}, faltan unos {time_words}</translation>
    </message>
    <message>
        <source>{name} is read as: {means}. Click to read it as something else.</source>
        <translation>{name} se lee como: {means}. Haga clic para leerla como otra cosa.</translation>
    </message>
    <message>
        <source>{name} is saved.</source>
        <translation>{name} está guardado.</translation>
    </message>
    <message>
        <source>{name} is signed out everywhere, and the old password opens nothing.</source>
        <translation>{name} sale de todas partes y la contraseña anterior ya no abre nada.</translation>
    </message>
    <message>
        <source>{name} is the last administrator who can sign in. Make another one first.</source>
        <translation>{name} es la última persona de administración que puede entrar. Cree antes otra.</translation>
    </message>
    <message>
        <source>{name} is {text}; it must be a moment with a zone.</source>
        <translation>{name} es {text}; debe ser un momento con zona.</translation>
    </message>
    <message>
        <source>{name} is {text}; it must be a whole number.</source>
        <translation>{name} es {text}; debe ser un número entero.</translation>
    </message>
    <message>
        <source>{name} knows of the visit already. Take it off the route to stop it.</source>
        <translation>{name} ya sabe de la visita. Sáquela de la ruta para detenerla.</translation>
    </message>
    <message>
        <source>{name} stands in row {other} already</source>
        <translation>{name} ya está en la fila {other}</translation>
    </message>
    <message>
        <source>{name} unpacks to more than {most_unpacked} MB. A list of orders does not: nothing was read.</source>
        <translation>{name} ocupa más de {most_unpacked} MB desempaquetado. Una lista de pedidos no: no se leyó nada.</translation>
    </message>
    <message>
        <source>{name} was told the old address: the order is taken back and waits for a route</source>
        <translation>A {name} se le dijo la dirección anterior: el pedido se retira y espera una ruta</translation>
    </message>
    <message>
        <source>{name}, row {number}: a quotation mark is opened and not closed in the next {most_lines_in_a_cell} lines. Close it, or delete it.</source>
        <translation>{name}, fila {number}: se abre una comilla y no se cierra en las próximas {most_lines_in_a_cell} líneas. Ciérrela o bórrela.</translation>
    </message>
    <message>
        <source>{name}, row {number}: {words}. Nothing was read; mend that row.</source>
        <translation>{name}, fila {number}: {words}. No se leyó nada; corrija esa fila.</translation>
    </message>
    <message>
        <source>{name}: all there</source>
        <translation>{name}: todo está</translation>
    </message>
    <message>
        <source>{name}: {answers_words}. Record it?</source>
        <translation>{name}: {answers_words}. ¿Registrarlo?</translation>
    </message>
    <message>
        <source>{new_cases} new · {short}</source>
        <translation>{new_cases} nuevos · {short}</translation>
    </message>
    <message>
        <source>{number} containers counted</source>
        <translation>{number} envases contados</translation>
    </message>
    <message>
        <source>{number} copied</source>
        <translation>{number} copiado</translation>
    </message>
    <message>
        <source>{number} days</source>
        <translation>{number} días</translation>
    </message>
    <message>
        <source>{number} over</source>
        <translation>sobran {number}</translation>
    </message>
    <message>
        <source>{number} pts</source>
        <translation>{number} ptos</translation>
    </message>
    <message>
        <source>{number} short, the first of {first}</source>
        <translation>faltan {number}, el primero es {first}</translation>
    </message>
    <message numerus="yes">
        <source>{n} case</source>
        <comment>{n} cases</comment>
        <translation>
            <numerusform>{n} caso</numerusform>
            <numerusform>{n} casos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} change</source>
        <comment>{n} changes</comment>
        <translation>
            <numerusform>{n} cambio</numerusform>
            <numerusform>{n} cambios</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} collection round</source>
        <comment>{n} collection rounds</comment>
        <translation>
            <numerusform>{n} ronda de retiro</numerusform>
            <numerusform>{n} rondas de retiro</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} container</source>
        <comment>{n} containers</comment>
        <translation>
            <numerusform>{n} envase</numerusform>
            <numerusform>{n} envases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} customer</source>
        <comment>{n} customers</comment>
        <translation>
            <numerusform>{n} cliente</numerusform>
            <numerusform>{n} clientes</numerusform>
        </translation>
    </message>
    <message>
        <source>{n} customers have answered: {numbers}</source>
        <translation>{n} clientes han respondido: {numbers}</translation>
    </message>
    <message numerus="yes">
        <source>{n} driver</source>
        <comment>{n} drivers</comment>
        <translation>
            <numerusform>{n} conductor</numerusform>
            <numerusform>{n} conductores</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} failed visit</source>
        <comment>{n} failed visits</comment>
        <translation>
            <numerusform>{n} visita fallida</numerusform>
            <numerusform>{n} visitas fallidas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} find</source>
        <comment>{n} finds</comment>
        <translation>
            <numerusform>{n} hallazgo</numerusform>
            <numerusform>{n} hallazgos</numerusform>
        </translation>
    </message>
    <message>
        <source>{n} handed over</source>
        <translation>{n} por traspaso</translation>
    </message>
    <message>
        <source>{n} in a straight line</source>
        <translation>{n} en línea recta</translation>
    </message>
    <message numerus="yes">
        <source>{n} leg was driven so far; from {fewest} on, times follow how long vans really take. Until then they are those of empty roads.</source>
        <comment>{n} legs were driven so far; from {fewest} on, times follow how long vans really take. Until then they are those of empty roads.</comment>
        <translation>
            <numerusform>Se ha recorrido {n} tramo; desde {fewest}, los tiempos siguen lo que los furgones tardan de verdad. Hasta entonces son los de calles vacías.</numerusform>
            <numerusform>Se han recorrido {n} tramos; desde {fewest}, los tiempos siguen lo que los furgones tardan de verdad. Hasta entonces son los de calles vacías.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} line</source>
        <comment>{n} lines</comment>
        <translation>
            <numerusform>{n} línea</numerusform>
            <numerusform>{n} líneas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} lot</source>
        <comment>{n} lots</comment>
        <translation>
            <numerusform>{n} lote</numerusform>
            <numerusform>{n} lotes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} mistake</source>
        <comment>{n} mistakes</comment>
        <translation>
            <numerusform>{n} error</numerusform>
            <numerusform>{n} errores</numerusform>
        </translation>
    </message>
    <message>
        <source>{n} more</source>
        <translation>{n} más</translation>
    </message>
    <message numerus="yes">
        <source>{n} more refund</source>
        <comment>{n} more refunds</comment>
        <translation>
            <numerusform>{n} reembolso más</numerusform>
            <numerusform>{n} reembolsos más</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} open order there</source>
        <comment>{n} open orders there</comment>
        <translation>
            <numerusform>{n} pedido abierto ahí</numerusform>
            <numerusform>{n} pedidos abiertos ahí</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} option</source>
        <comment>{n} options</comment>
        <translation>
            <numerusform>{n} opción</numerusform>
            <numerusform>{n} opciones</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} order</source>
        <comment>{n} orders</comment>
        <translation>
            <numerusform>{n} pedido</numerusform>
            <numerusform>{n} pedidos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} order stays in the queue</source>
        <comment>{n} orders stay in the queue</comment>
        <translation>
            <numerusform>{n} pedido se queda en la cola</numerusform>
            <numerusform>{n} pedidos se quedan en la cola</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} other</source>
        <comment>{n} others</comment>
        <translation>
            <numerusform>{n} otra</numerusform>
            <numerusform>{n} otras</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} other street</source>
        <comment>{n} other streets</comment>
        <translation>
            <numerusform>{n} calle más</numerusform>
            <numerusform>{n} calles más</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} photo</source>
        <comment>{n} photos</comment>
        <translation>
            <numerusform>{n} foto</numerusform>
            <numerusform>{n} fotos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} piece</source>
        <comment>{n} pieces</comment>
        <translation>
            <numerusform>{n} pieza</numerusform>
            <numerusform>{n} piezas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} place</source>
        <comment>{n} places</comment>
        <translation>
            <numerusform>{n} lugar</numerusform>
            <numerusform>{n} lugares</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} policy</source>
        <comment>{n} policies</comment>
        <translation>
            <numerusform>{n} política</numerusform>
            <numerusform>{n} políticas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} problem</source>
        <comment>{n} problems</comment>
        <translation>
            <numerusform>{n} problema</numerusform>
            <numerusform>{n} problemas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} promise</source>
        <comment>{n} promises</comment>
        <translation>
            <numerusform>{n} promesa</numerusform>
            <numerusform>{n} promesas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} refused. {why}</source>
        <comment>{n} refused. {why}</comment>
        <translation>
            <numerusform>{n} rechazado. {why}</numerusform>
            <numerusform>{n} rechazados. {why}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} request</source>
        <comment>{n} requests</comment>
        <translation>
            <numerusform>{n} solicitud</numerusform>
            <numerusform>{n} solicitudes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} round</source>
        <comment>{n} rounds</comment>
        <translation>
            <numerusform>{n} ronda</numerusform>
            <numerusform>{n} rondas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} round added</source>
        <comment>{n} rounds added</comment>
        <translation>
            <numerusform>{n} ronda agregada</numerusform>
            <numerusform>{n} rondas agregadas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} route</source>
        <comment>{n} routes</comment>
        <translation>
            <numerusform>{n} ruta</numerusform>
            <numerusform>{n} rutas</numerusform>
        </translation>
    </message>
    <message>
        <source>{n} routes are chosen: Q finds each a better sequence, Shift+F5 plans them together.</source>
        <translation>Hay {n} rutas elegidas: Q busca para cada una una secuencia mejor, Shift+F5 las planifica juntas.</translation>
    </message>
    <message numerus="yes">
        <source>{n} setting</source>
        <comment>{n} settings</comment>
        <translation>
            <numerusform>{n} ajuste</numerusform>
            <numerusform>{n} ajustes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} stays</source>
        <comment>{n} stay</comment>
        <translation>
            <numerusform>{n} se queda</numerusform>
            <numerusform>{n} se quedan</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} stop</source>
        <comment>{n} stops</comment>
        <translation>
            <numerusform>{n} parada</numerusform>
            <numerusform>{n} paradas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} street closed</source>
        <comment>{n} streets closed</comment>
        <translation>
            <numerusform>{n} calle cerrada</numerusform>
            <numerusform>{n} calles cerradas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} thing</source>
        <comment>{n} things</comment>
        <translation>
            <numerusform>{n} cosa</numerusform>
            <numerusform>{n} cosas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} van</source>
        <comment>{n} vans</comment>
        <translation>
            <numerusform>{n} furgón</numerusform>
            <numerusform>{n} furgones</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} visit</source>
        <comment>{n} visits</comment>
        <translation>
            <numerusform>{n} visita</numerusform>
            <numerusform>{n} visitas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} window</source>
        <comment>{n} windows</comment>
        <translation>
            <numerusform>{n} ventana</numerusform>
            <numerusform>{n} ventanas</numerusform>
        </translation>
    </message>
    <message>
        <source>{off_road}: times there are straight-line estimates. Move the place to its street.</source>
        <translation>{off_road}: ahí los tiempos son estimaciones en línea recta. Mueva el lugar a su calle.</translation>
    </message>
    <message>
        <source>{open_ones} to answer</source>
        <translation>{open_ones} por responder</translation>
    </message>
    <message>
        <source>{order_id} cannot be moved any more.</source>
        <translation>{order_id} ya no se puede mover.</translation>
    </message>
    <message>
        <source>{order_id} cannot go on {route}: {words}.</source>
        <translation>{order_id} no puede ir en {route}: {words}.</translation>
    </message>
    <message>
        <source>{order_id} could wait {late} longer</source>
        <translation>{order_id} pudiera esperar {late} más</translation>
    </message>
    <message>
        <source>{order_id} is at its best place there already.</source>
        <translation>{order_id} ya está ahí en su mejor lugar.</translation>
    </message>
    <message>
        <source>{order_id} is back in the queue since {time}</source>
        <translation>{order_id} está de vuelta en la cola desde las {time}</translation>
    </message>
    <message>
        <source>{order_id} is closed: the shop refuses it</source>
        <translation>{order_id} está cerrado: la tienda se niega</translation>
    </message>
    <message>
        <source>{order_id} is done</source>
        <translation>{order_id} está listo</translation>
    </message>
    <message>
        <source>{order_id} is not replaced any more</source>
        <translation>{order_id} ya no se repone</translation>
    </message>
    <message>
        <source>{order_id} is on a route again</source>
        <translation>{order_id} está otra vez en una ruta</translation>
    </message>
    <message>
        <source>{order_id} is on no route.</source>
        <translation>{order_id} no está en ninguna ruta.</translation>
    </message>
    <message>
        <source>{order_id} is on that day already.</source>
        <translation>{order_id} ya está en ese día.</translation>
    </message>
    <message>
        <source>{order_id} is open again</source>
        <translation>{order_id} está abierto otra vez</translation>
    </message>
    <message>
        <source>{order_id} is open again, nothing else is sent</source>
        <translation>{order_id} está abierto otra vez; no se envía nada más</translation>
    </message>
    <message>
        <source>{order_id} is past its deadline</source>
        <translation>{order_id} está fuera de plazo</translation>
    </message>
    <message>
        <source>{order_id} is refunded</source>
        <translation>{order_id} está reembolsado</translation>
    </message>
    <message>
        <source>{order_id} is stop {number} of {name}</source>
        <translation>{order_id} es la parada {number} de {name}</translation>
    </message>
    <message>
        <source>{order_id} is taken back by exception</source>
        <translation>{order_id} se recibe por excepción</translation>
    </message>
    <message>
        <source>{order_id} is with {partner_name}</source>
        <translation>{order_id} está con {partner_name}</translation>
    </message>
    <message>
        <source>{order_id} is yours</source>
        <translation>{order_id} es suyo</translation>
    </message>
    <message>
        <source>{order_id} lies at {address}: fetch it</source>
        <translation>{order_id} está en {address}: recogerlo</translation>
    </message>
    <message>
        <source>{order_id} moved to {name}</source>
        <translation>{order_id} movido a {name}</translation>
    </message>
    <message>
        <source>{order_id} on {route} as stop {index}: {sums}, {money}</source>
        <translation>{order_id} en {route} como parada {index}: {sums}, {money}</translation>
    </message>
    <message>
        <source>{order_id} onto {name}</source>
        <translation>{order_id} en {name}</translation>
    </message>
    <message>
        <source>{order_id} stays in the queue: {words}</source>
        <translation>{order_id} queda en la cola: {words}</translation>
    </message>
    <message>
        <source>{order_id} stays: {words}</source>
        <translation>{order_id} se queda: {words}</translation>
    </message>
    <message>
        <source>{order_id} taken off {name}</source>
        <translation>{order_id} sacado de {name}</translation>
    </message>
    <message>
        <source>{order_id} to the depot</source>
        <translation>{order_id} al depósito</translation>
    </message>
    <message>
        <source>{order_id} to {address}</source>
        <translation>{order_id} a {address}</translation>
    </message>
    <message>
        <source>{order_id} to {day_words}</source>
        <translation>{order_id} al {day_words}</translation>
    </message>
    <message>
        <source>{order_id} waits at the counter</source>
        <translation>{order_id} espera en el mesón</translation>
    </message>
    <message>
        <source>{order_id} was fetched by its customer</source>
        <translation>{order_id} fue retirado por su cliente</translation>
    </message>
    <message>
        <source>{order_id} was moved to {name} since</source>
        <translation>{order_id} se movió después a {name}</translation>
    </message>
    <message>
        <source>{order_id} was planned anew since</source>
        <translation>{order_id} se planificó de nuevo después</translation>
    </message>
    <message>
        <source>{order_id} with {name} to {point}</source>
        <translation>{order_id} con {name} a {point}</translation>
    </message>
    <message>
        <source>{orders} and {routes} imported</source>
        <translation>{orders} y {routes} importados</translation>
    </message>
    <message>
        <source>{orders} for {routes} on {day}, {planned} of them planned.</source>
        <translation>{orders} para {routes} el {day}, {planned} ya planificados.</translation>
    </message>
    <message>
        <source>{order} booked for {words}</source>
        <translation>{order} reservado para {words}</translation>
    </message>
    <message>
        <source>{order} carried over into {day_words}</source>
        <translation>{order} traspasados al {day_words}</translation>
    </message>
    <message>
        <source>{order} collected on the way</source>
        <translation>{order} retirados de camino</translation>
    </message>
    <message>
        <source>{order} for {van}.</source>
        <translation>{order} para {van}.</translation>
    </message>
    <message>
        <source>{order} is an order; scan a line of it to count single pieces.</source>
        <translation>{order} es un pedido; escanee una línea de él para contar piezas sueltas.</translation>
    </message>
    <message>
        <source>{order} is replaced; plan the new order</source>
        <translation>{order} se repone; planifique el pedido nuevo</translation>
    </message>
    <message>
        <source>{order} of {routes_name}</source>
        <translation>{order} de {routes_name}</translation>
    </message>
    <message>
        <source>{others} other open orders</source>
        <translation>{others} pedidos abiertos más</translation>
    </message>
    <message>
        <source>{others} stops {words}</source>
        <translation>{others} paradas {words}</translation>
    </message>
    <message>
        <source>{out} and {more} more are still on the road. Sign off when everybody is back.</source>
        <translation>{out} y {more} más siguen en la calle. Firme cuando todos hayan vuelto.</translation>
    </message>
    <message>
        <source>{out} is still on the road. Sign off when everybody is back.</source>
        <translation>{out} sigue en la calle. Firme cuando todos hayan vuelto.</translation>
    </message>
    <message>
        <source>{over} of {stop} over</source>
        <translation>{over} de {stop} terminadas</translation>
    </message>
    <message>
        <source>{over} over {where}</source>
        <translation>{over} de más {where}</translation>
    </message>
    <message>
        <source>{own} of these</source>
        <translation>{own} de estos</translation>
    </message>
    <message>
        <source>{paid} paid, {refused} refused</source>
        <translation>{paid} pagados, {refused} rechazados</translation>
    </message>
    <message>
        <source>{pair} overlap or are in the wrong order.</source>
        <translation>{pair} se traslapan o están en mal orden.</translation>
    </message>
    <message>
        <source>{paper} (PDF)…</source>
        <translation>{paper} (PDF)…</translation>
    </message>
    <message>
        <source>{paper} of lot {lot_number}</source>
        <translation>{paper} del lote {lot_number}</translation>
    </message>
    <message>
        <source>{partner_name} is done</source>
        <translation>{partner_name} terminó</translation>
    </message>
    <message>
        <source>{partner_name}, until {clock_words}</source>
        <translation>{partner_name}, hasta {clock_words}</translation>
    </message>
    <message>
        <source>{partner} cannot take an order for {price}.</source>
        <translation>{partner} no puede tomar un pedido por {price}.</translation>
    </message>
    <message>
        <source>{partner} gave it back{why}</source>
        <translation>{partner} lo devolvió{why}</translation>
    </message>
    <message>
        <source>{partner} has it</source>
        <translation>{partner} lo tiene</translation>
    </message>
    <message>
        <source>{partner} has taken over order {order}. Take it back to stop it.</source>
        <translation>{partner} ya recibió el pedido {order}. Recupérelo para detenerlo.</translation>
    </message>
    <message>
        <source>{partner} takes orders until {at}, which is no time of a day.</source>
        <translation>{partner} toma pedidos hasta {at}, que no es una hora del día.</translation>
    </message>
    <message>
        <source>{parts} chosen. {menu}</source>
        <translation>{parts} elegidos. {menu}</translation>
    </message>
    <message>
        <source>{part} for {price} until {clock}</source>
        <translation>{part} por {price} hasta las {clock}</translation>
    </message>
    <message>
        <source>{part} is no day; write 2026-12-25; 2027-01-01</source>
        <translation>{part} no es un día; escriba 2026-12-25; 2027-01-01</translation>
    </message>
    <message>
        <source>{path} cannot be read: {what}.</source>
        <translation>{path} no se puede leer: {what}.</translation>
    </message>
    <message>
        <source>{path} could not be read: {name}: {error}.</source>
        <translation>{path} no se pudo leer: {name}: {error}.</translation>
    </message>
    <message>
        <source>{path} has no sheet.</source>
        <translation>{path} no tiene hojas.</translation>
    </message>
    <message>
        <source>{path} has {size} MB; {longest_file} MB are read at most. Split the file.</source>
        <translation>{path} tiene {size} MB; se leen a lo más {longest_file} MB. Divida el archivo.</translation>
    </message>
    <message>
        <source>{path} is an old or locked workbook. Save it as .xlsx, without a password.</source>
        <translation>{path} es un libro antiguo o bloqueado. Guárdelo como .xlsx, sin contraseña.</translation>
    </message>
    <message>
        <source>{path} is empty.</source>
        <translation>{path} está vacío.</translation>
    </message>
    <message>
        <source>{path} is no table. Choose a CSV or XLSX file.</source>
        <translation>{path} no es una tabla. Elija un archivo CSV o XLSX.</translation>
    </message>
    <message>
        <source>{path} is no workbook, whatever its name says. Open it in a spreadsheet and save it as .xlsx, or name it .csv if it is a text.</source>
        <translation>{path} no es un libro, diga lo que diga su nombre. Ábralo en una planilla y guárdelo como .xlsx, o nómbrelo .csv si es texto.</translation>
    </message>
    <message>
        <source>{path} needs more memory to be read than is given to it. Split it, or save it as CSV.</source>
        <translation>{path} necesita más memoria para leerse que la que se le da. Divídalo, o guárdelo como CSV.</translation>
    </message>
    <message>
        <source>{path} was not read: it was stopped.</source>
        <translation>{path} no se leyó: se detuvo.</translation>
    </message>
    <message>
        <source>{path} was not read: {ended}. Try again.</source>
        <translation>{path} no se leyó: {ended}. Intente otra vez.</translation>
    </message>
    <message>
        <source>{pbf} cannot be read as an OpenStreetMap extract ({error}). Download it again.</source>
        <translation>{pbf} no se puede leer como extracto de OpenStreetMap ({error}). Descárguelo otra vez.</translation>
    </message>
    <message>
        <source>{pbf} cannot be read as an OpenStreetMap extract ({error}). It may be cut off: download it again.</source>
        <translation>{pbf} no se puede leer como extracto de OpenStreetMap ({error}). Puede estar cortado: descárguelo otra vez.</translation>
    </message>
    <message>
        <source>{pbf} has no road that cars may use. Choose an extract with highway=* ways.</source>
        <translation>{pbf} no tiene calles por donde puedan ir autos. Elija un extracto con vías highway=*.</translation>
    </message>
    <message>
        <source>{pbf} has roads, but none that lead anywhere.</source>
        <translation>{pbf} tiene calles, pero ninguna lleva a alguna parte.</translation>
    </message>
    <message>
        <source>{pbf} holds no ways. Choose an extract with streets.</source>
        <translation>{pbf} no tiene vías. Elija un extracto con calles.</translation>
    </message>
    <message>
        <source>{pbf} is empty. Download it again.</source>
        <translation>{pbf} está vacío. Descárguelo otra vez.</translation>
    </message>
    <message>
        <source>{pbf} is not an OpenStreetMap extract in PBF format. Choose an .osm.pbf file, as download.geofabrik.de and extract.bbbike.org offer them.</source>
        <translation>{pbf} no es un extracto de OpenStreetMap en formato PBF. Elija un archivo .osm.pbf, como los de download.geofabrik.de y extract.bbbike.org.</translation>
    </message>
    <message>
        <source>{pending} pending stop</source>
        <translation>{pending} parada pendiente</translation>
    </message>
    <message>
        <source>{pending} pending stops</source>
        <translation>{pending} paradas pendientes</translation>
    </message>
    <message>
        <source>{pending} waiting for the line</source>
        <translation>{pending} esperan la línea</translation>
    </message>
    <message>
        <source>{percent} learned</source>
        <translation>{percent} aprendido</translation>
    </message>
    <message>
        <source>{person} is asked to look at {names}</source>
        <translation>Se pide a {person} que vea {names}</translation>
    </message>
    <message>
        <source>{person} is locked. Ask an administrator.</source>
        <translation>{person} está bloqueado. Pida ayuda a un administrador.</translation>
    </message>
    <message>
        <source>{person} was removed meanwhile.</source>
        <translation>{person} se quitó entretanto.</translation>
    </message>
    <message>
        <source>{phone} is no telephone number; left out</source>
        <translation>{phone} no es un teléfono; se omite</translation>
    </message>
    <message>
        <source>{piece} over</source>
        <translation>sobra {piece}</translation>
    </message>
    <message>
        <source>{piece} short</source>
        <translation>falta {piece}</translation>
    </message>
    <message>
        <source>{placed} of {order} placed{worth}</source>
        <translation>{placed} de {order} ubicados{worth}</translation>
    </message>
    <message>
        <source>{places}, {words}; wider means more · Esc takes them off the map</source>
        <translation>{places}, {words}; más ancho es más · Esc los quita del mapa</translation>
    </message>
    <message>
        <source>{place} by own roads: no answer</source>
        <translation>{place} por calles propias: sin respuesta</translation>
    </message>
    <message>
        <source>{place} by straight line</source>
        <translation>{place} en línea recta</translation>
    </message>
    <message>
        <source>{place} is a place of the depot. Change it in the depot&apos;s settings.</source>
        <translation>{place} es un lugar del depósito. Cámbielo en los ajustes del depósito.</translation>
    </message>
    <message>
        <source>{place} is where order {order} belongs. Say that the customer has it, or give the order its right address first.</source>
        <translation>{place} es la dirección del pedido {order}. Diga que el cliente lo tiene, o dé primero al pedido su dirección correcta.</translation>
    </message>
    <message>
        <source>{place} is {closed}</source>
        <translation>{place} está {closed}</translation>
    </message>
    <message>
        <source>{place} with failed visits</source>
        <translation>{place} con visitas fallidas</translation>
    </message>
    <message>
        <source>{place} would be {far_km} km from the depot. Check the pin.</source>
        <translation>{place} quedaría a {far_km} km del depósito. Revise el pin.</translation>
    </message>
    <message>
        <source>{point} is listed twice.</source>
        <translation>{point} está dos veces.</translation>
    </message>
    <message>
        <source>{point} lies nowhere on earth.</source>
        <translation>{point} no está en ninguna parte de la Tierra.</translation>
    </message>
    <message>
        <source>{probably} ({chance} %)</source>
        <translation>{probably} ({chance} %)</translation>
    </message>
    <message>
        <source>{problems} problems</source>
        <translation>{problems} problemas</translation>
    </message>
    <message>
        <source>{quantity} pieces; a whole number from 1 on</source>
        <translation>{quantity} piezas; un número entero desde 1</translation>
    </message>
    <message>
        <source>{quantity} × {sku} are on the shelf, but {quantity_2} × {sku_2} of order {order} are missing.</source>
        <translation>En el estante hay {quantity} × {sku}, pero faltan {quantity_2} × {sku_2} del pedido {order}.</translation>
    </message>
    <message>
        <source>{quiet} not heard yet</source>
        <translation>{quiet} aún sin señal</translation>
    </message>
    <message>
        <source>{quiet} silent</source>
        <translation>{quiet} sin señal</translation>
    </message>
    <message>
        <source>{reason} does not end a route. Choose one of: {shown}.</source>
        <translation>{reason} no termina una ruta. Elija: {shown}.</translation>
    </message>
    <message>
        <source>{render_as_string} names no database that the hub can use. Give the path of a file, sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME.</source>
        <translation>{render_as_string} no nombra una base de datos que el hub pueda usar. Dé la ruta de un archivo, sqlite:///PATH o postgresql://USER:PASSWORD@HOST/NAME.</translation>
    </message>
    <message>
        <source>{reviewed_by} has looked at {what} again already.</source>
        <translation>{reviewed_by} ya volvió a revisar {what}.</translation>
    </message>
    <message>
        <source>{road_km} km of roads{side}, {streets} streets, {addresses} addresses, {size}, map{when} from {extract}</source>
        <translation>{road_km} km de calles{side}, {streets} calles con nombre, {addresses} direcciones, {size}, mapa{when} de {extract}</translation>
    </message>
    <message>
        <source>{round} put into {day_words}</source>
        <translation>{round} puestas en el {day_words}</translation>
    </message>
    <message>
        <source>{routes_name} was changed since</source>
        <translation>{routes_name} cambió después</translation>
    </message>
    <message>
        <source>{routes} routes</source>
        <translation>{routes} rutas</translation>
    </message>
    <message>
        <source>{routes} routes in one area</source>
        <translation>{routes} rutas en una zona</translation>
    </message>
    <message>
        <source>{routes} routes. Drop an order here to move it to this day.</source>
        <translation>{routes} rutas. Suelte aquí un pedido para moverlo a este día.</translation>
    </message>
    <message>
        <source>{routes}, no stop moved</source>
        <translation>{routes}, ninguna parada movida</translation>
    </message>
    <message>
        <source>{route} cannot go on</source>
        <translation>{route} no puede seguir</translation>
    </message>
    <message>
        <source>{route} cannot go on and is not back. When it drives again, choose “It goes on” in the menu of its lane; its driver then ends the route at the depot.</source>
        <translation>{route} no puede seguir y no ha vuelto. Cuando ande otra vez, elija «Puede seguir» en el menú de su fila; luego el conductor termina la ruta en el depósito.</translation>
    </message>
    <message>
        <source>{route} cannot go on. Choose another route.</source>
        <translation>{route} no puede seguir. Elija otra ruta.</translation>
    </message>
    <message>
        <source>{route} changed hands meanwhile: nobody has it{since}. Look again.</source>
        <translation>{route} cambió de manos entretanto: no la tiene nadie{since}. Mire otra vez.</translation>
    </message>
    <message>
        <source>{route} changed hands meanwhile: {owner} has had it{since}. Look again.</source>
        <translation>{route} cambió de manos entretanto: la tiene {owner}{since}. Mire otra vez.</translation>
    </message>
    <message>
        <source>{route} declined: {reason}</source>
        <translation>{route} rechazó: {reason}</translation>
    </message>
    <message>
        <source>{route} ended without it</source>
        <translation>{route} terminó sin él</translation>
    </message>
    <message>
        <source>{route} goes on. There is nothing to split.</source>
        <translation>{route} sigue. No hay nada que repartir.</translation>
    </message>
    <message>
        <source>{route} had nothing to count.</source>
        <translation>{route} no tenía nada que contar.</translation>
    </message>
    <message>
        <source>{route} has changed meanwhile. Searching again…</source>
        <translation>{route} ha cambiado entretanto. Se busca otra vez…</translation>
    </message>
    <message>
        <source>{route} has changed. Search again (F5).</source>
        <translation>{route} ha cambiado. Busque otra vez (F5).</translation>
    </message>
    <message>
        <source>{route} has ended already.</source>
        <translation>{route} ya terminó.</translation>
    </message>
    <message>
        <source>{route} has ended, or cannot go on already.</source>
        <translation>{route} terminó o ya no puede seguir.</translation>
    </message>
    <message>
        <source>{route} has ended.</source>
        <translation>{route} terminó.</translation>
    </message>
    <message>
        <source>{route} has ended. Choose another route.</source>
        <translation>{route} terminó. Elija otra ruta.</translation>
    </message>
    <message>
        <source>{route} has ended. There is nothing left to look after.</source>
        <translation>{route} terminó. Ya no hay nada que cuidar.</translation>
    </message>
    <message>
        <source>{route} has left; the goods of order {order} are at the depot. Choose a route that has not started, or another day.</source>
        <translation>{route} ya salió; los productos del pedido {order} están en el depósito. Elija una ruta que no haya empezado, u otro día.</translation>
    </message>
    <message>
        <source>{route} has no two stops ahead: no other sequence.</source>
        <translation>{route} no tiene dos paradas por delante: no hay otra secuencia.</translation>
    </message>
    <message>
        <source>{route} has not been counted.</source>
        <translation>{route} no se ha contado.</translation>
    </message>
    <message>
        <source>{route} has not been reported as unable to go on.</source>
        <translation>No se ha informado que {route} no pueda seguir.</translation>
    </message>
    <message>
        <source>{route} has not started.</source>
        <translation>{route} no ha empezado.</translation>
    </message>
    <message>
        <source>{route} has not started. Start the route first.</source>
        <translation>{route} no ha empezado. Empiece primero la ruta.</translation>
    </message>
    <message>
        <source>{route} has nothing to send: its driver knows everything already.</source>
        <translation>{route} no tiene nada que enviar: su conductor ya sabe todo.</translation>
    </message>
    <message>
        <source>{route} has only {stops} stops. Look again.</source>
        <translation>{route} tiene solo {stops} paradas. Mire otra vez.</translation>
    </message>
    <message>
        <source>{route} has reported a problem at stop {stop}. Answer it first.</source>
        <translation>{route} informó un problema en la parada {stop}. Respóndalo primero.</translation>
    </message>
    <message>
        <source>{route} has reported no problem at stop {stop}.</source>
        <translation>{route} no ha informado ningún problema en la parada {stop}.</translation>
    </message>
    <message>
        <source>{route} has started already.</source>
        <translation>{route} ya empezó.</translation>
    </message>
    <message>
        <source>{route} has that sequence already.</source>
        <translation>{route} ya tiene ese orden.</translation>
    </message>
    <message>
        <source>{route} has the best sequence already.</source>
        <translation>{route} ya tiene la mejor secuencia.</translation>
    </message>
    <message>
        <source>{route} is held for another caller by {by} until {clock}. Choose another slot.</source>
        <translation>{by} tiene {route} reservada para otra llamada hasta las {clock}. Elija otro horario.</translation>
    </message>
    <message>
        <source>{route} is locked</source>
        <translation>{route} está bloqueada</translation>
    </message>
    <message>
        <source>{route} is locked by {who} already.</source>
        <translation>{route} ya está bloqueada por {who}.</translation>
    </message>
    <message>
        <source>{route} is locked by {who}. Unlock it first.</source>
        <translation>{route} está bloqueada por {who}. Desbloquéela primero.</translation>
    </message>
    <message>
        <source>{route} is not back yet.</source>
        <translation>{route} aún no vuelve.</translation>
    </message>
    <message>
        <source>{route} is not locked.</source>
        <translation>{route} no está bloqueada.</translation>
    </message>
    <message>
        <source>{route} is not on the road.</source>
        <translation>{route} no está en la calle.</translation>
    </message>
    <message>
        <source>{route} is not your route.</source>
        <translation>{route} no es su ruta.</translation>
    </message>
    <message>
        <source>{route} is on its way back to the depot.</source>
        <translation>{route} viene de vuelta al depósito.</translation>
    </message>
    <message>
        <source>{route} is on its way to stop {stop}. Call the driver first.</source>
        <translation>{route} va hacia la parada {stop}. Llame primero al conductor.</translation>
    </message>
    <message>
        <source>{route} is on its way to {visit}</source>
        <translation>{route} va hacia {visit}</translation>
    </message>
    <message>
        <source>{route} is on the road with {stops}.</source>
        <translation>{route} está en la calle con {stops}.</translation>
    </message>
    <message>
        <source>{route} is past that place, or shorter than that. Look again.</source>
        <translation>{route} ya pasó ese lugar o es más corta. Mire otra vez.</translation>
    </message>
    <message>
        <source>{route} is past that place. Choose a later one.</source>
        <translation>{route} ya pasó ese lugar. Elija uno posterior.</translation>
    </message>
    <message>
        <source>{route} is this driver&apos;s and not over. Give it to somebody else first.</source>
        <translation>{route} es de este conductor y no ha terminado. Désela primero a otro.</translation>
    </message>
    <message>
        <source>{route} left without it</source>
        <translation>{route} salió sin él</translation>
    </message>
    <message>
        <source>{route} must be new: not started, with nothing sent.</source>
        <translation>{route} debe ser nueva: sin empezar y sin nada enviado.</translation>
    </message>
    <message>
        <source>{route} names the place {place}, which is unknown.</source>
        <translation>{route} nombra el lugar {place}, que es desconocido.</translation>
    </message>
    <message>
        <source>{route} never left</source>
        <translation>{route} nunca salió</translation>
    </message>
    <message>
        <source>{route} never left and has {stops}. Take them off.</source>
        <translation>{route} nunca salió y tiene {stops}. Sáquelas.</translation>
    </message>
    <message>
        <source>{route} planned anew ({name})</source>
        <translation>{route} planificadas de nuevo ({name})</translation>
    </message>
    <message>
        <source>{route} still has {pending} pending stops, the first is {pending_2}. Complete them, report why not, or ask the office to take them off.</source>
        <translation>{route} aún tiene {pending} paradas pendientes; la primera es {pending_2}. Complételas, informe por qué no, o pida a la oficina sacarlas.</translation>
    </message>
    <message>
        <source>{route} was counted by {closed_by} at {when}. Reopen it first.</source>
        <translation>{closed_by} ya contó {route} a las {when}. Reabra primero el conteo.</translation>
    </message>
    <message>
        <source>{route} was reported as unable to go on. Ask the office to resume it.</source>
        <translation>Se informó que {route} no puede seguir. Pida a la oficina reanudarla.</translation>
    </message>
    <message>
        <source>{route} was sent already and waits for the driver&apos;s answer.</source>
        <translation>{route} ya se envió y espera la respuesta del conductor.</translation>
    </message>
    <message>
        <source>{route} went on meanwhile: this is what it costs by now.</source>
        <translation>{route} siguió entretanto: esto es lo que cuesta ahora.</translation>
    </message>
    <message>
        <source>{route} {driver_name} does not answer</source>
        <translation>{route} {driver_name} no responde</translation>
    </message>
    <message>
        <source>{route} {driver_name} is silent</source>
        <translation>{route} {driver_name} sin señal</translation>
    </message>
    <message>
        <source>{route} {driver_name} will miss {window}</source>
        <translation>{route} {driver_name} no alcanzará {window}</translation>
    </message>
    <message>
        <source>{row_name} · {news} new</source>
        <translation>{row_name} · {news} nuevos</translation>
    </message>
    <message>
        <source>{rows} above the header skipped</source>
        <translation>{rows} sobre el encabezado se saltan</translation>
    </message>
    <message>
        <source>{rows} chosen</source>
        <translation>{rows} elegidos</translation>
    </message>
    <message>
        <source>{rows} depots; {most_depots} are set up at once</source>
        <translation>{rows} depósitos; se crean a lo más {most_depots} a la vez</translation>
    </message>
    <message>
        <source>{running} has not ended yet. End it before you start {route}.</source>
        <translation>{running} aún no termina. Termínela antes de empezar {route}.</translation>
    </message>
    <message>
        <source>{sentence} From the next start on.</source>
        <translation>{sentence} Desde el próximo inicio.</translation>
    </message>
    <message>
        <source>{served} served</source>
        <translation>{served} atendidas</translation>
    </message>
    <message>
        <source>{servers} at {partition}</source>
        <translation>{servers} en {partition}</translation>
    </message>
    <message>
        <source>{server} answered with no place on Earth</source>
        <translation>{server} respondió un lugar que no está en la Tierra</translation>
    </message>
    <message>
        <source>{server} answered with something else</source>
        <translation>{server} respondió otra cosa</translation>
    </message>
    <message>
        <source>{server} gives no travel times: {words}.</source>
        <translation>{server} no da tiempos de viaje: {words}.</translation>
    </message>
    <message>
        <source>{server} is asked…</source>
        <translation>Se pregunta a {server}…</translation>
    </message>
    <message>
        <source>{server} takes {factor} times as long as a van would on these roads: is {profile} the right profile, and the region the same?</source>
        <translation>{server} calcula {factor} veces lo que tardaría un furgón en estas calles: ¿es {profile} el perfil correcto, y la región la misma?</translation>
    </message>
    <message>
        <source>{server} was asked too often</source>
        <translation>a {server} se le preguntó demasiado seguido</translation>
    </message>
    <message>
        <source>{server} was asked {most_calls} times for this list</source>
        <translation>a {server} se le preguntó {most_calls} veces por esta lista</translation>
    </message>
    <message>
        <source>{setting} changed</source>
        <translation>{setting} cambiados</translation>
    </message>
    <message>
        <source>{share} full at its peak</source>
        <translation>{share} lleno en su máximo</translation>
    </message>
    <message>
        <source>{shop} does not accept the reason “{name}”</source>
        <translation>{shop} no acepta el motivo «{name}»</translation>
    </message>
    <message>
        <source>{shop} gives no exchange for order {order}.</source>
        <translation>{shop} no da cambio por el pedido {order}.</translation>
    </message>
    <message>
        <source>{shop} has no return policy here: decide as you think right.</source>
        <translation>{shop} no tiene política de devolución aquí: decida como crea justo.</translation>
    </message>
    <message>
        <source>{shop} never takes back {named}</source>
        <translation>{shop} nunca acepta devoluciones de {named}</translation>
    </message>
    <message>
        <source>{shop}’s policies were changed{by_whom}. Look again.</source>
        <translation>La política de {shop} cambió{by_whom}. Mire otra vez.</translation>
    </message>
    <message>
        <source>{shown} is not among the reasons that the shop accepts</source>
        <translation>{shown} no está entre los motivos que acepta la tienda</translation>
    </message>
    <message>
        <source>{shown} stands there twice</source>
        <translation>{shown} está dos veces</translation>
    </message>
    <message>
        <source>{shown}. Count on, or say why it is accepted as it is.</source>
        <translation>{shown}. Siga contando, o diga por qué se acepta así.</translation>
    </message>
    <message>
        <source>{shown}; and {more} more</source>
        <translation>{shown}; y {more} más</translation>
    </message>
    <message>
        <source>{signed_in} is not signed in any more.</source>
        <translation>{signed_in} ya no tiene sesión.</translation>
    </message>
    <message>
        <source>{signed_in} is signed out.</source>
        <translation>{signed_in} cerró la sesión.</translation>
    </message>
    <message>
        <source>{sign}{minutes} min</source>
        <translation>{sign}{minutes} min</translation>
    </message>
    <message>
        <source>{slot} ends before it begins.</source>
        <translation>{slot} termina antes de empezar.</translation>
    </message>
    <message>
        <source>{slot} is not within one day.</source>
        <translation>{slot} no cae dentro de un día.</translation>
    </message>
    <message>
        <source>{slot} is too short to be kept; make it {least}.</source>
        <translation>{slot} es muy corto para cumplirlo; que sea {least}.</translation>
    </message>
    <message>
        <source>{somebody} may not {named}. Ask {whom}.</source>
        <translation>{somebody} no puede hacer esto ({named}). Pídaselo a {whom}.</translation>
    </message>
    <message>
        <source>{source}, battery {battery}</source>
        <translation>{source}, batería {battery}</translation>
    </message>
    <message>
        <source>{split}; write Mon, Thu</source>
        <translation>{split}; escriba lun, jue</translation>
    </message>
    <message>
        <source>{starts}until it is opened again</source>
        <translation>{starts}hasta que se abra otra vez</translation>
    </message>
    <message>
        <source>{starts}until {clock_and_day}</source>
        <translation>{starts}hasta {clock_and_day}</translation>
    </message>
    <message>
        <source>{stop_id} was moved again since</source>
        <translation>{stop_id} se movió otra vez después</translation>
    </message>
    <message>
        <source>{stops} of {route} on {to}</source>
        <translation>{stops} de {route} en {to}</translation>
    </message>
    <message>
        <source>{stops} stops</source>
        <translation>{stops} paradas</translation>
    </message>
    <message>
        <source>{stop} late</source>
        <translation>{stop} tarde</translation>
    </message>
    <message>
        <source>{stop} left</source>
        <translation>{stop}</translation>
    </message>
    <message>
        <source>{stop} moved · {routes} told</source>
        <translation>{stop} de otro lugar · {routes} con aviso</translation>
    </message>
    <message>
        <source>{stop} of {driver}</source>
        <translation>{stop} de {driver}</translation>
    </message>
    <message>
        <source>{stop} of {routes} moved</source>
        <translation>{stop} de {routes} movidas</translation>
    </message>
    <message>
        <source>{street} is closed</source>
        <translation>{street} está cerrada</translation>
    </message>
    <message>
        <source>{street} is closed already.</source>
        <translation>{street} ya está cerrada.</translation>
    </message>
    <message>
        <source>{street} is no address: write street and number</source>
        <translation>{street} no es una dirección: escriba calle y número</translation>
    </message>
    <message>
        <source>{street} is open again</source>
        <translation>{street} está abierta otra vez</translation>
    </message>
    <message>
        <source>{street} would be closed until {clock}, which is over by then. Choose a later time.</source>
        <translation>{street} estaría cerrada hasta las {clock}, que para entonces ya pasó. Elija una hora posterior.</translation>
    </message>
    <message>
        <source>{subject} cancelled</source>
        <translation>{subject} anulado</translation>
    </message>
    <message>
        <source>{subject} {verb} for {whom_words}</source>
        <translation>{subject} {verb} a {whom_words}</translation>
    </message>
    <message>
        <source>{table}, row {row}</source>
        <translation>{table}, fila {row}</translation>
    </message>
    <message>
        <source>{taken}, a click opens it</source>
        <translation>{taken}, un clic la abre</translation>
    </message>
    <message>
        <source>{task} {order} by {route}, {driver}</source>
        <translation>{task} {order} por {route}, {driver}</translation>
    </message>
    <message>
        <source>{texts} texts go out</source>
        <translation>salen {texts} mensajes</translation>
    </message>
    <message>
        <source>{text} begins like a formula; it is taken as text</source>
        <translation>{text} empieza como una fórmula; se toma como texto</translation>
    </message>
    <message>
        <source>{text} characters; the first {longest_note} are kept</source>
        <translation>{text} caracteres; se conservan los primeros {longest_note}</translation>
    </message>
    <message>
        <source>{text} characters; {longest_text} at most</source>
        <translation>{text} caracteres; a lo más {longest_text}</translation>
    </message>
    <message>
        <source>{text} is a number that a spreadsheet has shortened: show its column as text and save the list again</source>
        <translation>{text} es un número que una hoja de cálculo ha abreviado: muestre su columna como texto y guarde la lista otra vez</translation>
    </message>
    <message>
        <source>{text} is no address server. Write photon+http://HOST:PORT or nominatim+https://HOST.</source>
        <translation>{text} no es un servidor de direcciones. Escriba photon+http://HOST:PORT o nominatim+https://HOST.</translation>
    </message>
    <message>
        <source>{text} is no day; write 2026-11-30 or 30/11/2026</source>
        <translation>{text} no es un día; escriba 2026-11-30 o 30/11/2026</translation>
    </message>
    <message>
        <source>{text} is no kind: delivery, return or container</source>
        <translation>{text} no es un tipo: entrega, devolución o envases</translation>
    </message>
    <message>
        <source>{text} is no known reason; left out</source>
        <translation>{text} no es un motivo conocido; se omite</translation>
    </message>
    <message>
        <source>{text} is no number</source>
        <translation>{text} no es un número</translation>
    </message>
    <message>
        <source>{text} is no routing server. Write osrm+http://HOST:PORT or valhalla+http://HOST:PORT, with /PROFILE behind it if it is not the usual one.</source>
        <translation>{text} no es un servidor de rutas. Escriba osrm+http://HOST:PORT o valhalla+http://HOST:PORT, con /PROFILE detrás si no es el habitual.</translation>
    </message>
    <message>
        <source>{text} is no time of the day; write 9:30</source>
        <translation>{text} no es una hora; escriba 9:30</translation>
    </message>
    <message>
        <source>{text} is not HOST:PORT, as 127.0.0.1:8765.</source>
        <translation>{text} no es HOST:PUERTO, como 127.0.0.1:8765.</translation>
    </message>
    <message>
        <source>{text} is not collected: write container or return</source>
        <translation>{text} no se retira: escriba envases o devolución</translation>
    </message>
    <message>
        <source>{there} of {quantity}</source>
        <translation>{there} de {quantity}</translation>
    </message>
    <message>
        <source>{title} are in {file_name}.</source>
        <translation>{title} están en {file_name}.</translation>
    </message>
    <message>
        <source>{title} has no such way out now: {state}.</source>
        <translation>{title} no tiene esa salida ahora: {state}.</translation>
    </message>
    <message>
        <source>{title} is decided already: {state}. First press O: {label}.</source>
        <translation>{title} ya está decidido: {state}. Pulse primero O: {label}.</translation>
    </message>
    <message>
        <source>{title} is in {file_name}</source>
        <translation>{title} está en {file_name}</translation>
    </message>
    <message>
        <source>{title}: none</source>
        <translation>{title}: ninguno</translation>
    </message>
    <message>
        <source>{to} asked for {what}. Somebody else has to look at it.</source>
        <translation>{to} pidió {what}. Otra persona debe revisarlo.</translation>
    </message>
    <message>
        <source>{to} has {what} already.</source>
        <translation>{to} ya tiene {what}.</translation>
    </message>
    <message>
        <source>{twice} cannot be driven by two at once.</source>
        <translation>Dos no pueden manejar {twice} a la vez.</translation>
    </message>
    <message>
        <source>{url} is no address of a web service. Write https://….</source>
        <translation>{url} no es una dirección de servicio web. Escriba https://….</translation>
    </message>
    <message>
        <source>{url} is no mail server. Write smtp://user:password@host:port.</source>
        <translation>{url} no es un servidor de correo. Escriba smtp://usuario:contraseña@host:puerto.</translation>
    </message>
    <message>
        <source>{url} is not a database. Give the path of a file, sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME.</source>
        <translation>{url} no es una base de datos. Dé la ruta de un archivo, sqlite:///PATH o postgresql://USER:PASSWORD@HOST/NAME.</translation>
    </message>
    <message>
        <source>{vehicle} is on {route} of {day}, which has not ended. Give that another van first.</source>
        <translation>{vehicle} está en {route} del {day}, que no ha terminado. Dé primero otro furgón a esa ruta.</translation>
    </message>
    <message>
        <source>{vehicle} is the van {van} already</source>
        <translation>{vehicle} ya es el furgón {van}</translation>
    </message>
    <message>
        <source>{visit} comes before its goods are taken over</source>
        <translation>{visit} va antes de recibir sus productos</translation>
    </message>
    <message>
        <source>{visit} failed there before</source>
        <translation>antes falló ahí {visit}</translation>
    </message>
    <message>
        <source>{visit} needs {what}; {route} has none</source>
        <translation>{visit} necesita {what}; {route} no tiene</translation>
    </message>
    <message>
        <source>{waiting} updates wait</source>
        <translation>{waiting} cambios esperan</translation>
    </message>
    <message>
        <source>{wanted} has no letter or digit that can name a folder. Add one.</source>
        <translation>{wanted} no tiene letra ni dígito que pueda nombrar una carpeta. Agregue uno.</translation>
    </message>
    <message>
        <source>{warning}Its authority has the fingerprint
{in_lines}</source>
        <translation>{warning}Su autoridad tiene la huella
{in_lines}</translation>
    </message>
    <message>
        <source>{weekdays} (not saved)</source>
        <translation>{weekdays} (sin guardar)</translation>
    </message>
    <message>
        <source>{what} cannot be read as a time</source>
        <translation>{what} no se puede leer como hora</translation>
    </message>
    <message>
        <source>{what} cannot be written: {why}.</source>
        <translation>{what} no se puede escribir: {why}.</translation>
    </message>
    <message>
        <source>{what} changed since you looked (it is at version {now}, you saw {seen}). Look again and repeat the change.</source>
        <translation>{what} cambió desde que lo miró (va en la versión {now}; usted vio la {seen}). Mire otra vez y repita el cambio.</translation>
    </message>
    <message>
        <source>{what} comes without its zone</source>
        <translation>{what} viene sin su zona horaria</translation>
    </message>
    <message>
        <source>{what} has characters that do not belong there</source>
        <translation>{what} tiene caracteres que no van ahí</translation>
    </message>
    <message>
        <source>{what} is empty: fill it in</source>
        <translation>{what} está vacío: llénelo</translation>
    </message>
    <message>
        <source>{what} is missing</source>
        <translation>falta {what}</translation>
    </message>
    <message>
        <source>{what} is missing: a place is told by lat and lon, not by its address alone</source>
        <translation>falta {what}: un lugar se indica con lat y lon, no solo con su dirección</translation>
    </message>
    <message>
        <source>{what} is no date: write it like 2026-11-24</source>
        <translation>{what} no es una fecha: escríbala como 2026-11-24</translation>
    </message>
    <message>
        <source>{what} is something else than belongs there</source>
        <translation>{what} no es lo que va ahí</translation>
    </message>
    <message>
        <source>{what} is too large: at most {what_2}</source>
        <translation>{what} es demasiado grande: a lo más {what_2}</translation>
    </message>
    <message>
        <source>{what} is too long: write at most {what_2} characters</source>
        <translation>{what} es demasiado largo: escriba a lo más {what_2} caracteres</translation>
    </message>
    <message>
        <source>{what} is too small: at least {what_2}</source>
        <translation>{what} es demasiado pequeño: al menos {what_2}</translation>
    </message>
    <message>
        <source>{what} is unknown here: no field is called so</source>
        <translation>{what} se desconoce aquí: ningún campo se llama así</translation>
    </message>
    <message>
        <source>{what} is {what_2}, which is unknown here</source>
        <translation>{what} es {what_2}, que aquí se desconoce</translation>
    </message>
    <message>
        <source>{what} needs no second look since a driver reported at {at}. Nothing was changed.</source>
        <translation>{what} no necesita una segunda mirada desde que un conductor informó a las {at}. No se cambió nada.</translation>
    </message>
    <message>
        <source>{what} of {order_id} entered</source>
        <translation>{what} de {order_id} ingresado</translation>
    </message>
    <message>
        <source>{what} went on since you looked: its driver or a colleague came first. Look again, then repeat the change.</source>
        <translation>{what} siguió desde que usted miró: su conductor o un colega se adelantó. Mire otra vez y repita el cambio.</translation>
    </message>
    <message>
        <source>{what}: “{chosen}”, although {grade} suggests “{usual}”</source>
        <translation>{what}: «{chosen}», aunque {grade} sugiere «{usual}»</translation>
    </message>
    <message>
        <source>{what}: “{words}” is no whole number.</source>
        <translation>{what}: «{words}» no es un número entero.</translation>
    </message>
    <message>
        <source>{when} · Call by {actor}, {outcomes}{said}</source>
        <translation>{when} · Llamada de {actor}, {outcomes}{said}</translation>
    </message>
    <message>
        <source>{when} · New address by {actor}, before: {old}</source>
        <translation>{when} · Dirección nueva por {actor}, antes: {old}</translation>
    </message>
    <message>
        <source>{when}, {age} ago</source>
        <translation>{when}, hace {age}</translation>
    </message>
    <message>
        <source>{where}, until {day} {clock}</source>
        <translation>{where}, hasta {day} {clock}</translation>
    </message>
    <message>
        <source>{where}, {address} · since {when}</source>
        <translation>{where}, {address} · desde {when}</translation>
    </message>
    <message>
        <source>{whole} vans are counted</source>
        <translation>{whole} furgones contados</translation>
    </message>
    <message>
        <source>{whom} due</source>
        <translation>{whom}: vencido</translation>
    </message>
    <message>
        <source>{who} This is not taken back.</source>
        <translation>{who} Esto no se deshace.</translation>
    </message>
    <message>
        <source>{who} has order {order} already.</source>
        <translation>{who} ya tiene el pedido {order}.</translation>
    </message>
    <message>
        <source>{who} has order {order} by now. It stays so.</source>
        <translation>{who} tiene ahora el pedido {order}. Queda así.</translation>
    </message>
    <message>
        <source>{who} is at the door</source>
        <translation>{who} está en la puerta</translation>
    </message>
    <message>
        <source>{who} is on the way there</source>
        <translation>{who} va hacia allá</translation>
    </message>
    <message>
        <source>{who} may not do this.</source>
        <translation>{who} no puede hacer esto.</translation>
    </message>
    <message>
        <source>{who} took it back, so no second look is needed: {what}</source>
        <translation>{who} lo retiró, así que no hace falta una segunda mirada: {what}</translation>
    </message>
    <message>
        <source>{why_back} · worth {money} · SKU {sku}</source>
        <translation>{why_back} · valor {money} · SKU {sku}</translation>
    </message>
    <message>
        <source>{why} cannot be reported of an order that is {status}.</source>
        <translation>{why} no se puede informar de un pedido {status}.</translation>
    </message>
    <message>
        <source>{why} cannot happen where you {kind}. Choose another reason.</source>
        <translation>{why} no puede pasar al {kind}. Elija otro motivo.</translation>
    </message>
    <message>
        <source>{why} is no reason to decline. Choose one from the list.</source>
        <translation>{why} no es motivo para rechazar. Elija uno de la lista.</translation>
    </message>
    <message>
        <source>{words}
What should the driver of {route} try?</source>
        <translation>{words}
¿Qué debe probar el conductor de {route}?</translation>
    </message>
    <message>
        <source>{words}  (from another column)</source>
        <translation>{words}  (de otra columna)</translation>
    </message>
    <message>
        <source>{words} (as shipped)</source>
        <translation>{words} (de fábrica)</translation>
    </message>
    <message>
        <source>{words} (deputy)</source>
        <translation>{words} (suplente)</translation>
    </message>
    <message>
        <source>{words} (refused: {words_2})</source>
        <translation>{words} (rechazado: {words_2})</translation>
    </message>
    <message>
        <source>{words} Then open the link again.</source>
        <translation>{words} Después abra el enlace otra vez.</translation>
    </message>
    <message>
        <source>{words} Whether mobile data reach the hub was not tried.</source>
        <translation>{words} No se probó si los datos móviles alcanzan el hub.</translation>
    </message>
    <message>
        <source>{words} by {actor}, {when}</source>
        <translation>{words} por {actor}, {when}</translation>
    </message>
    <message>
        <source>{words} changed</source>
        <translation>{words} cambiados</translation>
    </message>
    <message>
        <source>{words} given to others</source>
        <translation>{words} dados a otros</translation>
    </message>
    <message>
        <source>{words} is held for {order_id}</source>
        <translation>{words} está reservado para {order_id}</translation>
    </message>
    <message>
        <source>{words} is no number: the {what} of {name}.</source>
        <translation>{words} no es un número: {what} de {name}.</translation>
    </message>
    <message>
        <source>{words} is offered</source>
        <translation>{words} se ofrece</translation>
    </message>
    <message>
        <source>{words} is signed off</source>
        <translation>{words} está firmado</translation>
    </message>
    <message>
        <source>{words} left</source>
        <translation>en {words}</translation>
    </message>
    <message>
        <source>{words} of {called}</source>
        <translation>{words} de {called}</translation>
    </message>
    <message>
        <source>{words} over</source>
        <translation>hace {words}</translation>
    </message>
    <message>
        <source>{words} which day</source>
        <translation>{words} qué día</translation>
    </message>
    <message>
        <source>{words} {fresh} are new.</source>
        <translation>{words} Nuevos: {fresh}.</translation>
    </message>
    <message>
        <source>{words} · Ctrl+Z takes it back.</source>
        <translation>{words} · Ctrl+Z lo deshace.</translation>
    </message>
    <message>
        <source>{words} · Ctrl+Z takes the orders back</source>
        <translation>{words} · Ctrl+Z retira los pedidos</translation>
    </message>
    <message>
        <source>{words} · Ctrl+Z undoes it</source>
        <translation>{words} · Ctrl+Z lo deshace</translation>
    </message>
    <message>
        <source>{words} · Ctrl+Z undoes it{also}</source>
        <translation>{words} · Ctrl+Z lo deshace{also}</translation>
    </message>
    <message>
        <source>{words} · expected {clock}</source>
        <translation>{words} · esperado {clock}</translation>
    </message>
    <message>
        <source>{words} · leaves in {left} s</source>
        <translation>{words} · sale en {left} s</translation>
    </message>
    <message>
        <source>{words} · {option} offered</source>
        <translation>{words} · {option} ofrecidas</translation>
    </message>
    <message>
        <source>{words}, about {time_words} left</source>
        <translation>{words}, quedan unos {time_words}</translation>
    </message>
    <message>
        <source>{words}, so its change was not sent. Send it by hand.</source>
        <translation>{words}, así que su cambio no se envió. Envíelo a mano.</translation>
    </message>
    <message>
        <source>{words}, until {day}</source>
        <translation>{words}, hasta el {day}</translation>
    </message>
    <message>
        <source>{words}, with {coming}.</source>
        <translation>{words}, con {coming}.</translation>
    </message>
    <message>
        <source>{words}, {to_do} still to do</source>
        <translation>{words}, {to_do} por hacer</translation>
    </message>
    <message>
        <source>{words}, {without} not answered yet</source>
        <translation>{words}, {without} sin respuesta</translation>
    </message>
    <message>
        <source>{words}.
Why take it back?</source>
        <translation>{words}.
¿Por qué recibirlo?</translation>
    </message>
    <message>
        <source>{words}. Make an exception first.</source>
        <translation>{words}. Haga primero una excepción.</translation>
    </message>
    <message>
        <source>{words}. Send the change all the same?</source>
        <translation>{words}. ¿Enviar el cambio de todos modos?</translation>
    </message>
    <message>
        <source>{words}. What is saved counts at once.</source>
        <translation>{words}. Lo que se guarda vale de inmediato.</translation>
    </message>
    <message>
        <source>{words}: costs {cost}, gains {worth} over the next best</source>
        <translation>{words}: cuesta {cost}, gana {worth} sobre la siguiente</translation>
    </message>
    <message>
        <source>{words}: decide within a minute or more.</source>
        <translation>{words}: decida en un minuto o más.</translation>
    </message>
    <message>
        <source>{words}: one cause, so one decision may do for all.</source>
        <translation>{words}: una sola causa, así que una decisión puede bastar para todos.</translation>
    </message>
    <message>
        <source>{words}: onto which route?</source>
        <translation>{words}: ¿a qué ruta?</translation>
    </message>
    <message>
        <source>{words}: to which route?</source>
        <translation>{words}: ¿a qué ruta?</translation>
    </message>
    <message>
        <source>{words}: {actor} took it back, {at}</source>
        <translation>{words}: {actor} lo retiró, {at}</translation>
    </message>
    <message>
        <source>{words}: {done} of {changes}</source>
        <translation>{words}: {done} de {changes}</translation>
    </message>
    <message>
        <source>{words}: {gain}, by {route}</source>
        <translation>{words}: {gain}, por {route}</translation>
    </message>
    <message>
        <source>{words}; changed again since</source>
        <translation>{words}; cambió otra vez después</translation>
    </message>
    <message>
        <source>{words}; coordinates alone do not say a door</source>
        <translation>{words}; las coordenadas solas no dicen una puerta</translation>
    </message>
    <message>
        <source>{words}; not {named}, never taken back</source>
        <translation>{words}; sin {named}, que nunca se devuelve</translation>
    </message>
    <message>
        <source>{wrong} is no day; write {like}.</source>
        <translation>{wrong} no es un día; escriba {like}.</translation>
    </message>
    <message>
        <source>{wrong} to mend: {words}</source>
        <translation>{wrong} por corregir: {words}</translation>
    </message>
    <message>
        <source>{wrong}; nothing is imported before they are mended.</source>
        <translation>{wrong}; no se importa nada hasta corregirlos.</translation>
    </message>
    <message>
        <source>{} is erased. What was decided stays under that name, nobody&apos;s by now.</source>
        <translation>{} queda borrado. Lo que se decidió sigue con ese nombre, que ya no es de nadie.</translation>
    </message>
    <message>
        <source>{} is locked and signed out.</source>
        <translation>{} está bloqueado y sin sesión.</translation>
    </message>
    <message>
        <source>{} is removed. What was decided stays under that name.</source>
        <translation>{} fue quitado. Lo que se decidió sigue bajo ese nombre.</translation>
    </message>
    <message>
        <source>{} is signed out everywhere.</source>
        <translation>{} salió de todas partes.</translation>
    </message>
    <message>
        <source>{} may sign in again.</source>
        <translation>{} puede entrar otra vez.</translation>
    </message>
    <message>
        <source>{} signs in without a code, or sets a new app up.</source>
        <translation>{} entra sin código, o configura una app nueva.</translation>
    </message>
    <message>
        <source>“Cannot connect”, or nothing for long: a router or firewall does not pass {ports} on to the hub.</source>
        <translation>«No se puede conectar», o nada por mucho rato: un router o cortafuegos no pasa {ports} al hub.</translation>
    </message>
    <message>
        <source>“Not found”, or “address unknown”: the name {host} means nothing outside your network. It needs an entry in the public DNS.</source>
        <translation>«No encontrado», o «dirección desconocida»: el nombre {host} no dice nada fuera de su red. Necesita una entrada en el DNS público.</translation>
    </message>
    <message>
        <source>“{called}” brings 0 to 100 % of the value.</source>
        <translation>«{called}» da de 0 a 100 % del valor.</translation>
    </message>
    <message>
        <source>“{each}” is there already. Choose other words.</source>
        <translation>«{each}» ya está. Elija otras palabras.</translation>
    </message>
    <message>
        <source>“{entry}” cannot have kinds of its own.</source>
        <translation>«{entry}» no puede tener tipos propios.</translation>
    </message>
    <message>
        <source>“{entry}” is not offered at this depot. Choose another.</source>
        <translation>«{entry}» no se ofrece en este depósito. Elija otro.</translation>
    </message>
    <message>
        <source>“{entry}” is suggested by what customers say, not by grade {grade}.</source>
        <translation>«{entry}» lo sugiere lo que dicen los clientes, no el grado {grade}.</translation>
    </message>
    <message>
        <source>“{found}” is no time of day. {words}.</source>
        <translation>«{found}» no es una hora. {words}.</translation>
    </message>
    <message>
        <source>“{money}” is no amount of money.</source>
        <translation>«{money}» no es una suma de dinero.</translation>
    </message>
    <message>
        <source>“{part}” has no times. {words}.</source>
        <translation>«{part}» no tiene horas. {words}.</translation>
    </message>
    <message>
        <source>“{rest}” is not understood. {words}.</source>
        <translation>«{rest}» no se entiende. {words}.</translation>
    </message>
    <message>
        <source>“{said}” is no disposition. Choose another.</source>
        <translation>«{said}» no es un destino. Elija otro.</translation>
    </message>
    <message>
        <source>“{window_days}” is no number of days.</source>
        <translation>«{window_days}» no es un número de días.</translation>
    </message>
    <message>
        <source>“{words}” is no amount. Write it like {example}.</source>
        <translation>«{words}» no es una suma. Escríbala como {example}.</translation>
    </message>
    <message>
        <source>“{words}” is no day. Write it like {like}, or leave it empty.</source>
        <translation>«{words}» no es un día. Escríbalo como {like} o déjelo vacío.</translation>
    </message>
    <message>
        <source>“{words}” is no part of the day. Write it like 09:00–13:00.</source>
        <translation>«{words}» no es una parte del día. Escríbala como 09:00–13:00.</translation>
    </message>
    <message>
        <source>“{words}” is no time of day. Write it like 21:00.</source>
        <translation>«{words}» no es una hora. Escríbala como 21:00.</translation>
    </message>
    <message>
        <source>“{words}” is no whole number.</source>
        <translation>«{words}» no es un número entero.</translation>
    </message>
    <message>
        <source>“{words}…” is longer than {most_words} letters.</source>
        <translation>«{words}…» tiene más de {most_words} letras.</translation>
    </message>
    <message>
        <source>“{word}” is no weekday. {words}.</source>
        <translation>«{word}» no es un día de la semana. {words}.</translation>
    </message>
    <message>
        <source>✓ faded: done · × red: failed · ring: under way · dashed: driver has not agreed yet</source>
        <translation>✓ tenue: hecha · × roja: fallida · anillo: en curso · línea cortada: el conductor aún no acepta</translation>
    </message>
</context>
</TS>
