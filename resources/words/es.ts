<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>Float, or put back</source>
        <translation>Soltar el panel o devolverlo</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Detalle</translation>
    </message>
    <message>
        <source>Put away; the window&apos;s menu brings it back</source>
        <translation>Guardar; el menú de la ventana lo trae de vuelta</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Cola</translation>
    </message>
    <message>
        <source>Routes</source>
        <translation>Rutas</translation>
    </message>
    <message>
        <source>To send, alerts, messages</source>
        <translation>Por enviar, alertas, mensajes</translation>
    </message>
</context>
</TS>
