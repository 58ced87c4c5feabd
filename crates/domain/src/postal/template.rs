use super::Field;

/// How the parts of an address stand on its lines.
#[derive(Debug)]
pub(super) struct Template {
    lines: Vec<Vec<Piece>>,
}

#[derive(Debug)]
enum Piece {
    Literal(String),
    Field(Field),
}

impl Template {
    /// Reads the notation of the address data: `%N%n%O%n%A%n%Z %C`.
    pub(super) fn parse(notation: &str) -> Self {
        let (mut lines, mut line) = (Vec::new(), Vec::new());
        let mut characters = notation.chars();
        while let Some(character) = characters.next() {
            if character != '%' {
                match line.last_mut() {
                    Some(Piece::Literal(text)) => text.push(character),
                    _ => line.push(Piece::Literal(character.to_string())),
                }
                continue;
            }
            match characters.next() {
                Some('n') => lines.push(std::mem::take(&mut line)),
                Some(letter) => line.extend(Field::from_letter(letter).map(Piece::Field)),
                None => {}
            }
        }
        lines.push(line);
        Self { lines }
    }

    /// The fields in their order, each once.
    pub(super) fn fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        for piece in self.lines.iter().flatten() {
            if let Piece::Field(field) = piece
                && !fields.contains(field)
            {
                fields.push(*field);
            }
        }
        fields
    }

    /// The lines with these values in them; what is empty leaves neither a line nor its separator.
    pub(super) fn fill(&self, value: impl Fn(Field) -> String) -> Vec<String> {
        self.lines
            .iter()
            .flat_map(|line| {
                let text = fill_line(line, &value);
                text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>()
            })
            .filter(|line| !line.is_empty())
            .collect()
    }
}

fn fill_line(line: &[Piece], value: &impl Fn(Field) -> String) -> String {
    let has_field = line.iter().any(|piece| matches!(piece, Piece::Field(_)));
    let (mut text, mut separator, mut at_start) = (String::new(), "", true);
    for piece in line {
        match piece {
            Piece::Literal(literal) if has_field => separator = literal,
            Piece::Literal(literal) => text.push_str(literal),
            Piece::Field(field) => {
                let value = value(*field);
                if !value.is_empty() {
                    // What stands before the first field belongs to it; what stands between two separates.
                    if at_start || !text.is_empty() {
                        text.push_str(separator);
                    }
                    text.push_str(&value);
                    separator = "";
                }
                at_start = false;
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(notation: &str, values: &[(Field, &str)]) -> Vec<String> {
        let value = |field| values.iter().find(|(of, _)| *of == field).map_or("", |(_, value)| value);
        Template::parse(notation).fill(|field| value(field).to_owned())
    }

    #[test]
    fn what_is_empty_leaves_no_trace() {
        use Field::{AdministrativeArea as S, Locality as C, PostalCode as Z, StreetLines as A};
        let american = "%A%n%C, %S %Z";
        assert_eq!(filled(american, &[(C, "Reno"), (S, "NV"), (Z, "89501")]), ["Reno, NV 89501"]);
        assert_eq!(filled(american, &[(C, "Reno"), (Z, "89501")]), ["Reno 89501"]);
        assert_eq!(filled(american, &[(S, "NV"), (Z, "89501")]), ["NV 89501"]);
        assert_eq!(filled("%A%nCH-%Z %C", &[(C, "Chur")]), ["Chur"]);
        assert_eq!(filled("%A%nCH-%Z %C", &[(C, "Chur"), (Z, "7000")]), ["CH-7000 Chur"]);
        assert_eq!(filled("%A%nJERSEY%n%Z", &[(A, "a\nb")]), ["a", "b", "JERSEY"]);
    }
}
