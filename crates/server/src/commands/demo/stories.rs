//! What customers write about, and what they are answered.

use domain::{
    identity::Language,
    ticket::{Priority, TicketType},
};

/// One conversation.
pub(super) struct Story {
    pub(super) subject: &'static str,
    pub(super) kind: TicketType,
    pub(super) priority: Priority,
    pub(super) tags: &'static [&'static str],
    /// The customer's first message.
    pub(super) opening: &'static str,
    /// The agent asks back.
    pub(super) question: &'static str,
    /// The customer answers.
    pub(super) reply: &'static str,
    /// The technician notes.
    pub(super) note: &'static str,
    /// The agent solves it.
    pub(super) answer: &'static str,
}

/// The stories told in a language.
pub(super) const fn in_language(language: Language) -> &'static [Story] {
    match language {
        Language::En => &ENGLISH,
        Language::De => &GERMAN,
    }
}

const ENGLISH: [Story; 6] = [
    Story {
        subject: "No sound after the operating system update",
        kind: TicketType::Problem,
        priority: Priority::High,
        tags: &["driver", "audio"],
        opening: "Hello,\n\nsince last night's system update my interface shows up, but nothing comes out of it. \
                  Headphones and speakers are both silent. It worked fine before.\n\nWhat can I do?",
        question: "Thank you for writing. Which driver version does the control panel show, and is the interface \
                   plugged in directly or through a hub?",
        reply: "The control panel says 3.1.0, and it is plugged in directly. I tried two cables.",
        note: "3.1.0 does not get past the new permission dialog. Fixed in 3.1.2, same as last week's cases.",
        answer: "Driver 3.1.2 fixes this: please install it, restart, and allow the microphone when you are asked. \
                 After that there is sound again. Have fun!",
    },
    Story {
        subject: "One key plays twice",
        kind: TicketType::Repair,
        priority: Priority::Normal,
        tags: &["keyboard", "mechanical"],
        opening: "Hi, the F#3 on my keyboard triggers twice when I play softly. All other keys are fine. \
                  It is eight months old.",
        question: "That sounds like a worn contact strip. Could you tell us the serial number from the label on \
                   the bottom, and whether it also happens with the velocity curve set to hard?",
        reply: "The serial is K61-004711. With the hard curve it is a bit better but still there.",
        note: "Contact strip of octave 3. Within the warranty; strips are on the shelf.",
        answer: "Clean the strip under octave 3 with the enclosed brush, as shown on page 14 of the manual. If the \
                 key still plays twice after that, answer here and we will repair it free of charge.",
    },
    Story {
        subject: "How do I use two units at once?",
        kind: TicketType::Question,
        priority: Priority::Low,
        tags: &["setup"],
        opening: "I own two of your interfaces now. Can I use all inputs of both at the same time on one computer?",
        question: "Yes, you can. Which operating system do you use, and which recording software?",
        reply: "The current macOS, and Ardour.",
        note: "The guide on aggregate devices needs a chapter on clock sources. Told the writers.",
        answer: "Connect the digital output of the first unit to the digital input of the second, set the second \
                 one's clock to \"digital in\", and combine both as an aggregate device. Ardour then shows all inputs.",
    },
    Story {
        subject: "Firmware update stops at 62 %",
        kind: TicketType::Problem,
        priority: Priority::Urgent,
        tags: &["firmware"],
        opening: "The firmware update of my drum controller stops at 62 % every time, and now it does not start any \
                  more. The power light blinks red. I have a concert on Saturday!",
        question: "Don't worry, that can be undone. Please hold PAD 1 and PAD 16 while you switch it on. Which \
                   colour does the light have then?",
        reply: "It is blue now!",
        note: "Blue means the rescue loader is fine. 62 % is the known trouble with hubs that save power.",
        answer: "Blue is what we hoped for: start the updater again, with the controller plugged in directly. It will \
                 find the unit in rescue mode and finish. Good luck on Saturday!",
    },
    Story {
        subject: "Where is my order?",
        kind: TicketType::Order,
        priority: Priority::Normal,
        tags: &["shipping"],
        opening: "I ordered a power supply two weeks ago (order 20981) and have not heard anything since.",
        question: "Sorry to hear that. Did you order from us, or from a dealer?",
        reply: "From your shop. The confirmation came the same day.",
        note: "The power supply was out of stock until yesterday; the parcel leaves today.",
        answer: "The power supply was out of stock, and we should have told you. It was shipped today. As an apology, \
                 the shipping is free.",
    },
    Story {
        subject: "What do you store about me?",
        kind: TicketType::Privacy,
        priority: Priority::Normal,
        tags: &["privacy"],
        opening: "Please tell me which data about me you keep, and for how long.",
        question: "Gladly. Does your question concern the helpdesk only, or the shop as well?",
        reply: "The helpdesk only.",
        note: "Helpdesk only: contact record and tickets. The shop is answered elsewhere.",
        answer: "The helpdesk keeps your name, your e-mail address and what you chose to add to your profile, and the \
                 messages of your tickets. Unconfirmed accounts go after seven days, sessions when they end.",
    },
];

const GERMAN: [Story; 6] = [
    Story {
        subject: "Gerät wird nicht mehr erkannt",
        kind: TicketType::Problem,
        priority: Priority::High,
        tags: &["driver", "usb"],
        opening: "Hallo,\n\nseit gestern wird mein Interface am Rechner nicht mehr erkannt. Die LED leuchtet, aber \
                  im Gerätemanager taucht es nicht auf. Andere USB-Geräte gehen.\n\nViele Grüße",
        question: "Danke für Ihre Nachricht. Hängt das Gerät direkt am Rechner oder an einem Hub, und haben Sie ein \
                   anderes Kabel zur Hand?",
        reply: "Es hing an einem Hub. Direkt am Rechner geht es manchmal, mit dem anderen Kabel auch nicht öfter.",
        note: "Klingt nach der USB-Buchse, nicht nach dem Treiber. Falls es wiederkommt: Reparatur anbieten.",
        answer: "Bitte betreiben Sie das Gerät direkt am Rechner und schalten Sie in den Energieoptionen das \
                 selektive Energiesparen für USB aus. Sollte es danach noch aussetzen, melden Sie sich bitte hier.",
    },
    Story {
        subject: "Fader springt zurück",
        kind: TicketType::Repair,
        priority: Priority::Normal,
        tags: &["fader", "mechanical"],
        opening: "Der vierte Fader an meinem Controller springt immer wieder auf null zurück, auch ohne Software. \
                  Staub habe ich schon weggeblasen.",
        question: "Das sollte natürlich nicht sein. Wie lautet die Seriennummer auf der Unterseite, und wann haben \
                   Sie den Controller gekauft?",
        reply: "Seriennummer TP-118802, gekauft im Mai letzten Jahres.",
        note: "Faderbahn verschlissen, Gewährleistung läuft noch. Ersatzfader sind da.",
        answer: "Bitte führen Sie die Kalibrierung aus (SHIFT beim Einschalten halten). Springt der Fader danach \
                 noch, antworten Sie einfach hier; dann tauschen wir ihn kostenlos.",
    },
    Story {
        subject: "Lizenz auf neuen Rechner übertragen",
        kind: TicketType::Question,
        priority: Priority::Low,
        tags: &["license"],
        opening: "Ich habe einen neuen Rechner und möchte die mitgelieferte Software dort aktivieren. Geht das, \
                  obwohl der alte defekt ist?",
        question: "Ja, das geht. Wie oft haben Sie die Software bisher aktiviert?",
        reply: "Zweimal, einmal davon auf dem defekten Rechner.",
        note: "Drei Aktivierungen sind erlaubt, es ist nichts zurückzusetzen.",
        answer: "Sie können die Software ohne Weiteres ein drittes Mal aktivieren: Melden Sie sich im Programm an und \
                 wählen Sie „Diesen Rechner aktivieren“. Der defekte Rechner stört dabei nicht.",
    },
    Story {
        subject: "Netzteil brummt",
        kind: TicketType::Problem,
        priority: Priority::Urgent,
        tags: &["power", "safety"],
        opening: "Das Netzteil meines Verstärkers brummt laut und wird sehr heiß. Kann ich es weiter benutzen?",
        question: "Bitte benutzen Sie es nicht weiter und ziehen Sie es ab. Welche Nummer steht hinter „Charge“ auf \
                   dem Typenschild?",
        reply: "Dort steht Charge 2207.",
        note: "Charge 2207 gehört zum Rückruf vom Herbst. Austausch ohne Rückfrage.",
        answer: "Ihr Netzteil gehört zu einer Charge, die wir austauschen. Ein neues ist unterwegs; das alte geben \
                 Sie bitte beim Wertstoffhof ab. Entschuldigen Sie die Umstände.",
    },
    Story {
        subject: "Rechnung fehlt",
        kind: TicketType::Order,
        priority: Priority::Normal,
        tags: &["invoice"],
        opening: "Zu meiner Bestellung 21544 habe ich keine Rechnung bekommen. Ich brauche sie für die Steuer.",
        question: "Das holen wir nach. Soll die Rechnung auf Sie oder auf eine Firma lauten?",
        reply: "Auf mich, vielen Dank.",
        note: "Die Rechnung lag im Ausgang, der Versand war seit Montag gestört.",
        answer: "Die Rechnung ist gerade an Sie hinausgegangen. Bitte schauen Sie auch in den Ordner für Werbung, \
                 falls sie nicht gleich auftaucht.",
    },
    Story {
        subject: "Kamera verliert das WLAN",
        kind: TicketType::Problem,
        priority: Priority::Normal,
        tags: &["wifi", "camera"],
        opening: "Meine Kamera verliert etwa jede Stunde das WLAN und kommt erst nach dem Neustart zurück. Der \
                  Router steht im selben Raum.",
        question: "Welche Firmware zeigt die Kamera an, und nutzt Ihr Router für 2,4 und 5 GHz denselben Namen?",
        reply: "Firmware 1.8.3, und ja, beide Netze heißen gleich.",
        note: "Bandwechsel-Fehler in 1.8.3, in 1.9 behoben. 1.9 kommt nächste Woche.",
        answer: "Das ist ein Fehler in Firmware 1.8.3. Bis Version 1.9 nächste Woche erscheint, hilft es, die Kamera \
                 fest mit 2,4 GHz zu verbinden. Danach bleibt sie auch so im Netz.",
    },
];

#[cfg(test)]
mod tests {
    use domain::ticket::{Body, Subject, Tag};

    use super::*;

    #[test]
    fn every_text_could_have_been_sent() {
        for story in ENGLISH.iter().chain(&GERMAN) {
            assert!(Subject::parse(story.subject).is_ok());
            assert!(story.tags.iter().all(|tag| Tag::parse(tag).is_ok()));
            for text in [story.opening, story.question, story.reply, story.note, story.answer] {
                assert!(Body::parse(text).is_ok());
            }
        }
    }
}
