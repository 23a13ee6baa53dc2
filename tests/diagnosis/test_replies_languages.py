"""One meaning in many tongues: a fault is the same whatever language a server speaks."""

from __future__ import annotations

import pytest

from hubmail_gui.diagnosis.rules import classify_reply
from tests.diagnosis.reply_cases import fact_of

# By fault: the command, and replies to it in English, French, German, Spanish, Italian,
# Portuguese, Chinese, Japanese and Russian.
REPLIES = {
    "smtp.auth.rejected": (
        "auth",
        "535 Invalid user name or password",
        "535 Identifiant ou mot de passe incorrect",
        "535 5.7.8 Benutzername oder Passwort falsch",
        "535 Credenciales incorrectas",
        "535 Autenticazione fallita",
        "535 Usuário ou senha inválidos",
        "535 用户名或密码错误",
        "535 ログインに失敗しました",
        "535 5.7.8 Неверный логин или пароль",
    ),
    "smtp.auth.locked": (
        "auth",
        "535 Account locked due to too many failed login attempts",
        "535 Trop de tentatives, compte temporairement bloqué",
        "535 Zu viele fehlgeschlagene Anmeldeversuche",
        "535 Demasiados intentos fallidos",
        "535 Troppi tentativi falliti",
        "535 Muitas tentativas de login",
        "535 密码错误次数过多 账号被锁定",
        "535 アカウントがロックされています",
        "535 Слишком много неудачных попыток входа",
    ),
    "smtp.auth.app_password": (
        "auth",
        "534 5.7.9 Application-specific password required",
        "535 Veuillez utiliser un mot de passe d'application",
        "535 Bitte verwenden Sie ein anwendungsspezifisches Passwort",
        "535 La contraseña de aplicación es obligatoria",
        "535 Usa una password per le app",
        "535 Use uma senha de aplicativo",
        "535 请使用授权码登录",
        "535 アプリパスワードが必要です",
        "535 5.7.0 Для входа используйте пароль приложения",
    ),
    "smtp.auth.required": (
        "mail",
        "530 Authentication required",
        "550 Vous devez vous authentifier",
        "530 Anmeldung erforderlich",
        "550 Autenticación requerida",
        "550 È richiesta l'autenticazione",
        "550 Autenticação necessária",
        "530 请先登录",
        "530 認証が必要です",
        "530 Требуется аутентификация",
    ),
    "smtp.sender.not_allowed": (
        "mail",
        "553 Sender address not owned by user",
        "550 L'adresse de l'expéditeur n'est pas autorisée",
        "550 Absenderadresse nicht erlaubt",
        "550 El remitente no está autorizado",
        "550 Mittente non autorizzato",
        "550 Remetente não autorizado",
        "550 发件人地址与认证用户不一致",
        "550 差出人アドレスが認証ユーザーと一致しません",
        "550 Отправитель не соответствует авторизованному пользователю",
    ),
    "smtp.relay_denied": (
        "rcpt",
        "554 Relay access denied",
        "550 Relais refusé",
        "550 Relay-Zugriff verweigert",
        "550 Relay denegado",
        "550 Relay non consentito",
        "550 Relay negado",
        "550 不允许中继",
        "550 中継は許可されていません",
        "550 Пересылка запрещена",
    ),
    "smtp.recipient.rejected": (
        "rcpt",
        "550 No such user here",
        "550 Utilisateur inconnu",
        "550 Empfänger unbekannt",
        "550 El usuario no existe",
        "550 Utente sconosciuto",
        "550 Usuário inexistente",
        "550 用户不存在",
        "550 ユーザーが存在しません",
        "550 Нет такого пользователя",
    ),
    "smtp.recipient.full": (
        "rcpt",
        "552 Mailbox full",
        "552 Boîte aux lettres pleine",
        "552 Postfach voll",
        "552 Buzón lleno",
        "552 Casella piena",
        "552 Caixa de correio cheia",
        "552 邮箱已满",
        "552 メールボックスがいっぱいです",
        "552 Почтовый ящик переполнен",
    ),
    "smtp.too_large": (
        "data",
        "552 Message too big",
        "552 Message trop volumineux",
        "552 Nachricht zu groß",
        "552 El mensaje es demasiado grande",
        "552 Messaggio troppo grande",
        "552 Mensagem muito grande",
        "552 邮件过大",
        "552 メールサイズが制限を超えています",
        "552 Сообщение слишком большое",
    ),
    "smtp.rate_limited": (
        "mail",
        "421 Too many connections",
        "421 Trop de connexions",
        "421 Zu viele Verbindungen",
        "421 Demasiadas conexiones",
        "421 Troppe connessioni",
        "421 Muitas conexões",
        "451 发送频率过快 请稍后重试",
        "451 送信数の制限を超えました",
        "421 Слишком много соединений",
    ),
    "smtp.greylisted": (
        "rcpt",
        "450 You are greylisted, try again later",
        "450 Liste grise, veuillez réessayer plus tard",
        "450 Bitte versuchen Sie es später noch einmal (Greylisting)",
        "450 En lista gris, inténtelo más tarde",
        "450 Lista grigia, riprovare più tardi",
        "450 Lista cinza, tente mais tarde",
        "450 灰名单 请稍后重试",
        "450 グレイリスト",
        "450 Серый список, повторите попытку позже",
    ),
    "smtp.blocked": (
        "mail",
        "550 Your IP address is blacklisted",
        "550 Votre adresse IP est bloquée",
        "550 Ihre IP-Adresse wurde blockiert",
        "550 Su dirección IP está en una lista negra",
        "550 Il tuo indirizzo IP è nella lista nera",
        "550 Seu IP está bloqueado",
        "550 您的IP已被列入黑名单",
        "550 あなたのIPアドレスはブラックリストに登録されています",
        "550 Ваш IP находится в черном списке",
    ),
    "smtp.content_rejected": (
        "data",
        "554 Message rejected as spam",
        "554 Message refusé : virus détecté",
        "554 Nachricht als Spam abgelehnt",
        "554 El mensaje contiene un virus",
        "554 Il messaggio contiene un virus",
        "554 Mensagem rejeitada: spam",
        "554 邮件被识别为垃圾邮件",
        "550 スパムと判定されたため拒否しました",
        "550 Письмо отклонено как спам",
    ),
}
CASES = [(step, reply, code) for code, (step, *replies) in REPLIES.items() for reply in replies]
ENCODINGS = ("utf-8", "gbk", "shift_jis", "cp1251", "cp1252")


def can_say(encoding: str, reply: str) -> bool:
    return reply.encode(encoding, "ignore").decode(encoding) == reply


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_meaning_is_the_same_in_every_language_and_encoding(encoding: str) -> None:
    said = [case for case in CASES if can_say(encoding, case[1])]
    assert said
    for step, reply, code in said:
        verdict = classify_reply(fact_of(step, reply, encoding=encoding))
        assert verdict.code == code, f"{reply}: {verdict.rule}"
