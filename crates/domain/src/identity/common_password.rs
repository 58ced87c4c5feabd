//! Passwords that are guessed first (NIST SP 800-63B, 3.1.1.2): a list of those that were found most
//! often in stolen collections, of at least ten characters (Royce Williams' 20,000, as Django ships it
//! under the BSD licence), and what a hand types without thinking.

/// In lower case, sorted.
const LIST: &str = include_str!("common_passwords.txt");

/// Whether a password is among the first to be guessed.
pub(super) fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    LIST.lines().any(|common| common == lower) || is_repetition(&lower) || is_run(&lower)
}

/// `aaaaaaaaaa`, `abababababab`, `abcabcabcabc`.
fn is_repetition(password: &str) -> bool {
    let characters: Vec<_> = password.chars().collect();
    (1..=3).any(|unit| characters.iter().zip(characters.iter().skip(unit)).all(|(one, next)| one == next))
}

/// `abcdefghij`, `9876543210`.
fn is_run(password: &str) -> bool {
    let codes: Vec<_> = password.chars().map(u32::from).collect();
    let steps = |step: i64| codes.windows(2).all(|pair| i64::from(pair[1]) - i64::from(pair[0]) == step);
    steps(1) || steps(-1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guessed_first_is_common() {
        for common in [
            "password12",
            "Qwertyuiop",
            "1234567890",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "abcdefghijkl",
            "9876543210",
        ] {
            assert!(is_common(common), "{common}");
        }
        for fine in ["correct horse battery", "abcdefghijx", "aaaaaaaaaab", "päßwörter-im-regal"] {
            assert!(!is_common(fine), "{fine}");
        }
    }
}
