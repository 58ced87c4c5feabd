use axum::http::StatusCode;
use domain::identity::Language;

use super::code::catalogue;

catalogue! {
    MalformedJson "malformed_json" BAD_REQUEST {
        en: "The body is not JSON"
            "The request body could not be read as JSON in UTF-8. Look for a missing quote or comma near the given line and column.";
        de: "Der Inhalt ist kein JSON"
            "Der Inhalt der Anfrage ließ sich nicht als JSON in UTF-8 lesen. Suchen Sie nahe der angegebenen Zeile und Spalte nach einem fehlenden Anführungszeichen oder Komma.";
    }
    MalformedForm "malformed_form" BAD_REQUEST {
        en: "The form cannot be read"
            "The body is not a form as multipart/form-data describes it: a boundary, the head of a part or the end is missing.";
        de: "Das Formular ist nicht lesbar"
            "Der Inhalt ist kein Formular nach multipart/form-data: Eine Grenze, der Kopf eines Teils oder das Ende fehlt.";
    }
    MalformedRequest "malformed_request" BAD_REQUEST {
        en: "The request is not HTTP"
            "The request line or a header field is not what HTTP (RFC 9112) allows. Nothing of the request was looked at.";
        de: "Die Anfrage ist kein HTTP"
            "Die Anfragezeile oder eine Kopfzeile ist nicht, was HTTP (RFC 9112) erlaubt. Von der Anfrage wurde nichts weiter gelesen.";
    }
    InvalidParameter "invalid_parameter" BAD_REQUEST {
        en: "A parameter is not valid"
            "A query parameter is unknown, was sent twice, or has a value that does not fit. The document at /api/openapi.json lists what each operation takes.";
        de: "Ein Parameter ist ungültig"
            "Ein Parameter der Adresse ist unbekannt, doppelt oder hat einen unpassenden Wert. Das Dokument unter /api/openapi.json nennt die Parameter jeder Operation.";
    }
    InvalidCursor "invalid_cursor" BAD_REQUEST {
        en: "The cursor is not valid"
            "A cursor works only for the list, filter and account that it was made for. Start again from the first page.";
        de: "Der Cursor ist ungültig"
            "Ein Cursor gilt nur für die Liste, den Filter und das Konto, für die er erzeugt wurde. Beginnen Sie wieder bei der ersten Seite.";
    }
    InvalidHeader "invalid_header" BAD_REQUEST {
        en: "A header field is not valid"
            "A header field of the request does not have the form that it must have.";
        de: "Eine Kopfzeile ist ungültig"
            "Eine Kopfzeile der Anfrage hat nicht die Form, die sie haben muss.";
    }
    Unauthenticated "unauthenticated" UNAUTHORIZED {
        en: "Sign in first"
            "The request carries no credentials, or none that are good (any longer). Sign in with POST /api/v1/auth/token and send the access token as a bearer token.";
        de: "Bitte zuerst anmelden"
            "Die Anfrage enthält keine oder keine (mehr) gültigen Zugangsdaten. Melden Sie sich mit POST /api/v1/auth/token an und senden Sie das Zugriffstoken als Bearer-Token.";
    }
    TokenExpired "token_expired" UNAUTHORIZED {
        en: "The access token has expired"
            "Access tokens live for minutes. Get a new one with POST /api/v1/auth/token/refresh and repeat the request.";
        de: "Das Zugriffstoken ist abgelaufen"
            "Zugriffstoken gelten nur Minuten. Holen Sie mit POST /api/v1/auth/token/refresh ein neues und wiederholen Sie die Anfrage.";
    }
    InvalidCredentials "invalid_credentials" UNAUTHORIZED {
        en: "E-mail address or password is wrong"
            "Nobody can sign in with this e-mail address and password. Which of the two is wrong is not told, so that nobody can find out who has an account.";
        de: "E-Mail-Adresse oder Passwort ist falsch"
            "Mit dieser E-Mail-Adresse und diesem Passwort kann sich niemand anmelden. Was davon falsch ist, wird nicht verraten, damit niemand herausfinden kann, wer ein Konto hat.";
    }
    SecondFactorRequired "second_factor_required" UNAUTHORIZED {
        en: "A code is needed, too"
            "The password is right, and this account signs in in two steps. Send the same request with code: what the authenticator app shows, or a recovery code.";
        de: "Es braucht auch einen Code"
            "Das Passwort ist richtig, und dieses Konto meldet sich in zwei Schritten an. Senden Sie dieselbe Anfrage mit code: was die Authenticator-App anzeigt, oder einen Wiederherstellungscode.";
    }
    InvalidCode "invalid_code" UNAUTHORIZED {
        en: "The code is wrong"
            "The code is not the one that the app shows now, or it has been used: each works once. Wait for the next one.";
        de: "Der Code ist falsch"
            "Der Code ist nicht der, den die App jetzt anzeigt, oder er wurde schon benutzt: Jeder gilt nur einmal. Warten Sie auf den nächsten.";
    }
    Forbidden "forbidden" FORBIDDEN {
        en: "Not allowed"
            "You are signed in, but your role does not include the permission that this operation needs.";
        de: "Nicht erlaubt"
            "Sie sind angemeldet, aber Ihre Rolle enthält nicht die Berechtigung, die diese Operation braucht.";
    }
    CrossSiteRequest "cross_site_request" FORBIDDEN {
        en: "The request comes from another site"
            "A browser session speaks only for pages of this desk: a request that changes something must say so in Sec-Fetch-Site or Origin, which browsers send by themselves. Programs use a bearer token instead of the cookie.";
        de: "Die Anfrage kommt von einer anderen Seite"
            "Eine Browser-Sitzung spricht nur für Seiten dieses Desks: Eine Anfrage, die etwas ändert, muss das mit Sec-Fetch-Site oder Origin belegen, was Browser von selbst senden. Programme nehmen ein Bearer-Token statt des Cookies.";
    }
    EmailUnverified "email_unverified" FORBIDDEN {
        en: "The e-mail address is not confirmed"
            "Open the link in the mail that was sent at registration. A new one comes with POST /api/v1/auth/verify-email/resend.";
        de: "Die E-Mail-Adresse ist nicht bestätigt"
            "Öffnen Sie den Link aus der Mail, die bei der Registrierung verschickt wurde. Einen neuen gibt es mit POST /api/v1/auth/verify-email/resend.";
    }
    TotpRequired "totp_required" FORBIDDEN {
        en: "Set up two-step sign-in first"
            "Your role requires two-step sign-in. Set it up with POST /api/v1/me/totp and confirm it; then everything that your role may do is open again.";
        de: "Bitte zuerst die zweistufige Anmeldung einrichten"
            "Ihre Rolle verlangt die zweistufige Anmeldung. Richten Sie sie mit POST /api/v1/me/totp ein und bestätigen Sie sie; dann steht Ihnen alles wieder offen, was Ihre Rolle darf.";
    }
    ConfidentialityRequired "confidentiality_required" FORBIDDEN {
        en: "Accept the confidentiality notice first"
            "Your role requires it before you may read customers' data. Read the notice with GET /api/v1/staff/me/confidentiality and accept it with POST.";
        de: "Bitte zuerst die Vertraulichkeit zusagen"
            "Ihre Rolle verlangt das, bevor Sie Daten von Kunden lesen dürfen. Lesen Sie den Hinweis mit GET /api/v1/staff/me/confidentiality und nehmen Sie ihn mit POST an.";
    }
    StepUpRequired "step_up_required" FORBIDDEN {
        en: "Prove who you are first"
            "This act is sensitive, and the sign-in is older than 15 minutes. Send the password, or a code if two-step sign-in is on, to POST /api/v1/auth/step-up, or sign in again; then repeat the request.";
        de: "Bitte bestätigen Sie zuerst, wer Sie sind"
            "Diese Handlung ist heikel, und die Anmeldung ist älter als 15 Minuten. Senden Sie das Passwort, oder bei zweistufiger Anmeldung einen Code, an POST /api/v1/auth/step-up, oder melden Sie sich neu an; wiederholen Sie dann die Anfrage.";
    }
    NotFound "not_found" NOT_FOUND {
        en: "Not found"
            "There is nothing here, or nothing that you may know of.";
        de: "Nicht gefunden"
            "Hier ist nichts, oder nichts, wovon Sie wissen dürfen.";
    }
    MethodNotAllowed "method_not_allowed" METHOD_NOT_ALLOWED {
        en: "The method is not allowed here"
            "The address exists but does not take this method. The header field Allow lists those it takes.";
        de: "Die Methode ist hier nicht erlaubt"
            "Die Adresse gibt es, aber nicht für diese Methode. Die Kopfzeile Allow nennt die erlaubten.";
    }
    RequestTimeout "request_timeout" REQUEST_TIMEOUT {
        en: "The request took too long"
            "The request did not arrive, or was not finished, in time. Send it again; with the same Idempotency-Key it is carried out only once.";
        de: "Die Anfrage dauerte zu lange"
            "Die Anfrage kam nicht rechtzeitig an oder wurde nicht rechtzeitig fertig. Senden Sie sie noch einmal; mit demselben Idempotency-Key wird sie nur einmal ausgeführt.";
    }
    StateConflict "state_conflict" CONFLICT {
        en: "The state does not allow this"
            "What you ask for does not fit the state that the thing is in. Where it applies, allowed_transitions lists where it can go from here.";
        de: "Der Zustand lässt das nicht zu"
            "Das Gewünschte passt nicht zum jetzigen Zustand. Wo es zutrifft, nennt allowed_transitions die möglichen nächsten Zustände.";
    }
    AlreadyAssigned "already_assigned" CONFLICT {
        en: "Someone else has the ticket"
            "Of several who take a ticket at once, one gets it. assignee_id says who has it; whoever may assign tickets can give it to someone else.";
        de: "Das Ticket hat schon jemand"
            "Von mehreren, die ein Ticket zugleich übernehmen, bekommt es einer. assignee_id nennt, wer es hat; wer Tickets zuweisen darf, kann es jemand anderem geben.";
    }
    DraftChanged "draft_changed" CONFLICT {
        en: "The draft is another by now"
            "The draft was changed, sent or thrown away elsewhere since it was read. Nothing was sent: read the draft and the ticket again.";
        de: "Der Entwurf ist inzwischen ein anderer"
            "Der Entwurf wurde anderswo geändert, gesendet oder verworfen, seit er gelesen wurde. Es wurde nichts gesendet: Lesen Sie Entwurf und Ticket noch einmal.";
    }
    TooManyUploads "too_many_uploads" CONFLICT {
        en: "Too many uploads wait for a message"
            "Files wait up to 24 hours for the message that they are sent with. Send the message, or delete what is not needed.";
        de: "Zu viele Dateien warten auf eine Nachricht"
            "Dateien warten bis zu 24 Stunden auf die Nachricht, zu der sie gehören. Senden Sie die Nachricht oder löschen Sie, was nicht gebraucht wird.";
    }
    EmailTaken "email_taken" CONFLICT {
        en: "The e-mail address is in use"
            "Another account has this e-mail address.";
        de: "Die E-Mail-Adresse ist vergeben"
            "Ein anderes Konto hat diese E-Mail-Adresse.";
    }
    SkuTaken "sku_taken" CONFLICT {
        en: "The article number is in use"
            "Another product has this article number. Capitals and spaces make no difference.";
        de: "Die Artikelnummer ist vergeben"
            "Ein anderes Produkt hat diese Artikelnummer. Großschreibung und Leerzeichen machen keinen Unterschied.";
    }
    CannotBePrinted "cannot_be_printed" CONFLICT {
        en: "This cannot be printed"
            "The paper has letters that no font of the desk has. detail names their script; whoever runs the desk can add a font file for it with font_files.";
        de: "Das lässt sich nicht drucken"
            "Auf dem Papier stehen Zeichen, die keine Schriftart des Helpdesks hat. detail nennt ihre Schrift; der Betreiber kann mit font_files eine passende Schriftdatei hinzufügen.";
    }
    RepairNotReady "repair_not_ready" CONFLICT {
        en: "The repair is not ready for that"
            "The move is possible from where the repair stands, but something that it needs is not so yet. The repair's allowed_transitions say what is missing.";
        de: "Die Reparatur ist noch nicht so weit"
            "Der Schritt ist von hier aus möglich, aber etwas fehlt noch dafür. Was fehlt, steht in allowed_transitions der Reparatur.";
    }
    RepairHeld "repair_held" CONFLICT {
        en: "The repair is held by law"
            "The privacy officer keeps this repair from ending. It can end when that is lifted or has run out.";
        de: "Die Reparatur ist rechtlich gesperrt"
            "Die Datenschutzstelle hält diese Reparatur davon ab zu enden. Sie kann enden, wenn die Sperre aufgehoben oder abgelaufen ist.";
    }
    ErasureRequested "erasure_requested" CONFLICT {
        en: "The account is to be erased"
            "A request for the account to be erased is open. Until it is withdrawn with DELETE /api/v1/me/privacy-requests/{request_id}, there is no second one, and no repair is begun. If it stops repairs, what is to be picked up goes to no address.";
        de: "Das Konto soll gelöscht werden"
            "Ein Antrag auf Löschung des Kontos ist offen. Bis er mit DELETE /api/v1/me/privacy-requests/{request_id} zurückgenommen wird, gibt es keinen zweiten, und es beginnt keine Reparatur. Hält er Reparaturen an, so geht, was abgeholt werden soll, an keine Adresse.";
    }
    DeviceInRepair "device_in_repair" CONFLICT {
        en: "The device is in repair already"
            "A device is in one open repair at a time. Look for it with GET /api/v1/repairs and its device_id.";
        de: "Das Gerät ist schon in Reparatur"
            "Ein Gerät ist immer nur in einer offenen Reparatur. Suchen Sie sie mit GET /api/v1/repairs und der device_id.";
    }
    QuoteNotInForce "quote_not_in_force" CONFLICT {
        en: "This version of the quote is not in force"
            "Another version was issued meanwhile, it was decided on, or its time is over. Read the quotes again and decide on the last.";
        de: "Diese Fassung des Kostenvoranschlags gilt nicht"
            "Inzwischen gibt es eine andere Fassung, über sie wurde schon entschieden, oder ihre Frist ist vorbei. Lesen Sie die Kostenvoranschläge neu und entscheiden Sie über den letzten.";
    }
    ProductInUse "product_in_use" CONFLICT {
        en: "Devices of this product are registered"
            "A product that devices refer to can neither be deleted nor compare their serial numbers by another rule. Set offered to false to end its registration.";
        de: "Von diesem Produkt sind Geräte registriert"
            "Ein Produkt, auf das sich Geräte beziehen, lässt sich weder löschen noch auf einen anderen Vergleich der Seriennummern umstellen. Setzen Sie offered auf false, um die Registrierung zu beenden.";
    }
    AlreadySetUp "already_set_up" CONFLICT {
        en: "The first administrator exists already"
            "The set-up link works once. Further members of staff are added by an administrator, or on the server with benchdesk admin create.";
        de: "Der erste Administrator ist schon angelegt"
            "Der Einrichtungslink gilt nur einmal. Weitere Mitarbeitende legt ein Administrator an, oder auf dem Server der Befehl benchdesk admin create.";
    }
    AlreadySent "already_sent" CONFLICT {
        en: "The message has been sent"
            "A reply can be taken back by its author until undo_until. This one has gone out, or was never held back.";
        de: "Die Nachricht ist schon verschickt"
            "Eine Antwort kann bis undo_until von der Person zurückgenommen werden, die sie geschrieben hat. Diese ist schon verschickt oder wurde nie zurückgehalten.";
    }
    IdempotencyInProgress "idempotency_in_progress" CONFLICT {
        en: "A request with this key is still running"
            "An earlier request with the same Idempotency-Key has not been answered yet. Try again after the time that Retry-After gives.";
        de: "Eine Anfrage mit diesem Schlüssel läuft noch"
            "Eine frühere Anfrage mit demselben Idempotency-Key ist noch nicht beantwortet. Versuchen Sie es nach der in Retry-After genannten Zeit noch einmal.";
    }
    Gone "gone" GONE {
        en: "No longer valid"
            "The link or code has been used or has expired. Ask for a new one.";
        de: "Nicht mehr gültig"
            "Der Link oder Code wurde schon benutzt oder ist abgelaufen. Fordern Sie einen neuen an.";
    }
    PreconditionFailed "precondition_failed" PRECONDITION_FAILED {
        en: "Changed by someone else"
            "The thing has another version than If-Match says. Read it again, decide whether your change still fits, and send it with the new version.";
        de: "Inzwischen geändert"
            "Die Version ist nicht mehr die in If-Match genannte. Lesen Sie den Stand neu, prüfen Sie, ob Ihre Änderung noch passt, und senden Sie sie mit der neuen Version.";
    }
    PayloadTooLarge "payload_too_large" PAYLOAD_TOO_LARGE {
        en: "The body is too large"
            "The request body has more bytes than this operation takes.";
        de: "Der Inhalt ist zu groß"
            "Der Inhalt der Anfrage hat mehr Bytes, als diese Operation annimmt.";
    }
    UriTooLong "uri_too_long" URI_TOO_LONG {
        en: "The address is too long"
            "Path and query of a request may have at most 8 KiB.";
        de: "Die Adresse ist zu lang"
            "Pfad und Parameter einer Anfrage dürfen höchstens 8 KiB lang sein.";
    }
    UnsupportedMediaType "unsupported_media_type" UNSUPPORTED_MEDIA_TYPE {
        en: "The media type is not supported"
            "Send JSON in UTF-8 as application/json (or application/merge-patch+json for a change), without Content-Encoding.";
        de: "Der Medientyp wird nicht unterstützt"
            "Senden Sie JSON in UTF-8 als application/json (oder application/merge-patch+json für eine Änderung), ohne Content-Encoding.";
    }
    RangeNotSatisfiable "range_not_satisfiable" RANGE_NOT_SATISFIABLE {
        en: "The file has no such part"
            "Range asks for bytes that the file does not have. Content-Range says how many it has.";
        de: "Diesen Teil hat die Datei nicht"
            "Range verlangt Bytes, die die Datei nicht hat. Content-Range nennt ihre Anzahl.";
    }
    AddressUnusual "address_unusual" UNPROCESSABLE_ENTITY {
        en: "The address is unusual"
            "It may well be right: real addresses break every rule. Look at what is said of each part, and send it again with override if it is right.";
        de: "Die Adresse ist ungewöhnlich"
            "Sie kann durchaus stimmen: Echte Adressen brechen jede Regel. Sehen Sie nach, was zu jedem Teil gesagt wird, und senden Sie sie mit override noch einmal, wenn sie stimmt.";
    }
    ValidationFailed "validation_failed" UNPROCESSABLE_ENTITY {
        en: "Some fields are not valid"
            "The body is JSON, but not what this operation takes. errors names each faulty field and what is expected there.";
        de: "Einige Felder sind ungültig"
            "Der Inhalt ist JSON, aber nicht das, was diese Operation annimmt. errors nennt jedes fehlerhafte Feld und was dort erwartet wird.";
    }
    IdempotencyKeyReused "idempotency_key_reused" UNPROCESSABLE_ENTITY {
        en: "The Idempotency-Key was used for another request"
            "A key belongs to one request for 24 hours. Use a fresh key for each new request, and the same key only to repeat one unchanged.";
        de: "Der Idempotency-Key gehört zu einer anderen Anfrage"
            "Ein Schlüssel gehört 24 Stunden lang zu einer Anfrage. Nehmen Sie für jede neue Anfrage einen neuen und denselben nur, um eine unverändert zu wiederholen.";
    }
    PreconditionRequired "precondition_required" PRECONDITION_REQUIRED {
        en: "If-Match is missing"
            "A change must say which version it is based on: send the ETag that you read as If-Match. So nobody overwrites what they have not seen.";
        de: "If-Match fehlt"
            "Eine Änderung muss sagen, auf welcher Version sie beruht: Senden Sie den gelesenen ETag als If-Match. So überschreibt niemand, was er nicht gesehen hat.";
    }
    TooManyRequests "too_many_requests" TOO_MANY_REQUESTS {
        en: "Too many requests"
            "Slow down and try again after the time that Retry-After gives.";
        de: "Zu viele Anfragen"
            "Bitte langsamer: Versuchen Sie es nach der in Retry-After genannten Zeit noch einmal.";
    }
    TooManyAttempts "too_many_attempts" TOO_MANY_REQUESTS {
        en: "Too many attempts"
            "This was tried too often in a short time. Try again after the time that Retry-After gives; each attempt beyond lets it grow.";
        de: "Zu viele Versuche"
            "Das wurde in kurzer Zeit zu oft versucht. Versuchen Sie es nach der in Retry-After genannten Zeit noch einmal; mit jedem weiteren Versuch wird sie länger.";
    }
    HeadersTooLarge "headers_too_large" REQUEST_HEADER_FIELDS_TOO_LARGE {
        en: "The header fields are too large"
            "All header fields of a request together may have at most 32 KiB.";
        de: "Die Kopfzeilen sind zu groß"
            "Alle Kopfzeilen einer Anfrage dürfen zusammen höchstens 32 KiB lang sein.";
    }
    Internal "internal" INTERNAL_SERVER_ERROR {
        en: "Something went wrong here"
            "This is a defect of the server. Its log has more under the request_id of the answer.";
        de: "Hier ist etwas schiefgegangen"
            "Das ist ein Fehler des Servers. Sein Protokoll enthält mehr unter der request_id der Antwort.";
    }
    Unavailable "unavailable" SERVICE_UNAVAILABLE {
        en: "Not available right now"
            "The server cannot answer this at the moment. Try again after the time that Retry-After gives, with the same Idempotency-Key: then nothing is done twice.";
        de: "Gerade nicht verfügbar"
            "Der Server kann das im Moment nicht beantworten. Versuchen Sie es nach der in Retry-After genannten Zeit noch einmal, mit demselben Idempotency-Key: Dann geschieht nichts doppelt.";
    }
    KeysUnavailable "keys_unavailable" SERVICE_UNAVAILABLE {
        en: "Addresses are not available right now"
            "The keys of addresses are held elsewhere and cannot be reached at the moment. Everything else goes on. Try again after the time that Retry-After gives.";
        de: "Adressen sind gerade nicht verfügbar"
            "Die Schlüssel der Adressen liegen an einem anderen Ort, der im Moment nicht zu erreichen ist. Alles andere geht weiter. Versuchen Sie es nach der in Retry-After genannten Zeit noch einmal.";
    }
}
