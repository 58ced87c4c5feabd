use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What texts are compared by: letters and digits, without case and accents, ß as ss.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    text.chars().for_each(|c| fold_character(c, |c| folded.push(c)));
    folded
}

/// Hands over what is left of a character: nothing of an accent, a blank or a dot, two letters of ß.
pub(super) fn fold_character(character: char, mut take: impl FnMut(char)) {
    for c in character.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => ['s', 's'].into_iter().for_each(&mut take),
            'æ' => ['a', 'e'].into_iter().for_each(&mut take),
            'œ' => ['o', 'e'].into_iter().for_each(&mut take),
            'ø' => take('o'),
            'đ' | 'ð' => take('d'),
            'ł' => take('l'),
            'ı' => take('i'),
            'þ' => ['t', 'h'].into_iter().for_each(&mut take),
            _ if c.is_alphanumeric() => take(c),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sounds_alike_is_alike() {
        assert_eq!(fold("STRASSE"), fold("Straße"));
        assert_eq!(fold("São Paulo"), fold("sao paulo"));
        assert_eq!(fold("Århus C."), "arhusc");
        assert_eq!(fold("１２３"), "123");
    }
}
