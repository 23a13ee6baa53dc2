"""An SMTP listener that hands each mail to the stored route while its client waits.

There is no queue and no spool: what the client hears is what the route answered, so an accepted
mail is one that the route accepted, and none can be lost here. A mail keeps one line to the route
(``hubmail_gui.delivery.line``) from MAIL to the end of its data; lines are kept warm between mails.

``listener`` speaks SMTP with clients (aiosmtpd), ``lines`` keeps the lines and the stored settings,
``answers`` turns the route's words into replies, ``trace`` looks at the mail itself, ``server``
listens, tells the service manager and ends in good order.
"""
