use domain::{
    Error, Result,
    contact::{EmailAddress, PersonName},
    error::Fields,
    identity::{Actor, NewStaff, Password, PasswordHash, Role, create_staff},
};

use crate::{
    cli::CreateArgs,
    config::Settings,
    failure::{self, Failure},
    output::say,
    wiring::{Desk, Migrations},
};

/// Creates a member of staff.
pub(super) async fn create(settings: Settings, args: CreateArgs) -> Result<(), Failure> {
    let person = Person::parse(&args, &password_from_stdin()?).map_err(|error| explain(&error))?;
    let desk = Desk::open(settings, Migrations::ApplyIfSqlite).await?;
    let number = person.add_to(&desk).await.map_err(|error| explain(&error))?;
    say(format_args!("created {} number {number}", args.role.name()));
    desk.close().await
}

fn password_from_stdin() -> Result<String, Failure> {
    let mut line = String::new();
    match std::io::stdin().read_line(&mut line) {
        Ok(_) => Ok(line.trim_end_matches(['\r', '\n']).to_owned()),
        Err(_) => Err(Failure::new("the password cannot be read from standard input")),
    }
}

/// Who is to be created.
struct Person {
    name: PersonName,
    email: EmailAddress,
    password: Password,
    role: Role,
}

impl Person {
    fn parse(args: &CreateArgs, password: &str) -> Result<Self> {
        let local_part = args.email.split('@').next().unwrap_or_default();
        let mut fields = Fields::default();
        let email = fields.take("email", EmailAddress::parse(&args.email));
        let name = fields.take("name", PersonName::parse(args.name.as_deref().unwrap_or(local_part)));
        let password = fields.take("password", Password::parse(password));
        fields.check()?;
        Ok(Self {
            name: fields.require(name)?,
            email: fields.require(email)?,
            password: fields.require(password)?,
            role: args.role,
        })
    }

    /// Returns the account's number. The hash is made before the transaction begins.
    async fn add_to(self, desk: &Desk) -> Result<i64> {
        let password = api::PasswordHasher::default().hash(&self.password).await?;
        let staff = self.with(password);
        let mut tx = desk.store.begin().await?;
        let account = create_staff(tx.as_mut(), &desk.cx(Actor::Operator), staff).await?;
        tx.commit().await?;
        Ok(account.number)
    }

    fn with(self, password: PasswordHash) -> NewStaff {
        NewStaff { name: self.name, email: self.email, password, role: self.role }
    }
}

/// One line for each thing that is wrong.
fn explain(error: &Error) -> Failure {
    match error {
        Error::Invalid(fields) => Failure::new(
            fields
                .iter()
                .map(|field| format!("{} {}", field.pointer.trim_start_matches("#/"), field.detail))
                .collect::<Vec<_>>()
                .join("; "),
        ),
        other => Failure::new(failure::chain(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(email: &str, name: Option<&str>) -> CreateArgs {
        CreateArgs {
            email: email.to_owned(),
            name: name.map(str::to_owned),
            role: Role::Lead,
            password_stdin: true,
        }
    }

    #[test]
    fn everything_wrong_is_said_in_one_line_without_the_values() {
        let error = Person::parse(&args("nobody", Some("a\tb")), "short").err().unwrap();
        let failure = explain(&error);
        let line = &failure.lines()[0];
        for part in ["email must be", "name must be", "password must have at least 10"] {
            assert!(line.contains(part), "{line}");
        }
        assert!(!line.contains("nobody") && !line.contains("short"));
    }

    #[test]
    fn a_name_is_made_of_the_address_if_none_is_given() {
        let person = Person::parse(&args("ann@example.org", None), "long enough").unwrap();
        assert_eq!(person.name.as_str(), "ann");
    }
}
