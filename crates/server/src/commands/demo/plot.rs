//! When what happens to which ticket.

use chrono::Duration;
use domain::clock::Timestamp;

use super::{people::CUSTOMERS, stories};

/// Something that happens to a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// The customer opens it.
    Open,
    /// An agent takes it, and gives it tags and a priority.
    Claim,
    /// The agent asks back.
    Ask,
    /// The customer answers.
    Reply,
    /// The technician writes a note.
    Note,
    /// The agent waits for someone else.
    Hold,
    /// The agent solves it.
    Solve,
}

/// One act on one ticket, at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scene {
    pub(super) at: Timestamp,
    /// Which ticket, from 0.
    pub(super) ticket: usize,
    pub(super) act: Act,
}

/// How a ticket's story goes, and how long ago its last act was. Time does the rest: it closes what
/// was solved long ago.
struct Course {
    acts: &'static [Act],
    /// Hours ago, the latest and the earliest.
    ended: (i64, i64),
}

/// One course for each status that a ticket can have today.
static COURSES: [Course; 6] = {
    use Act::{Ask, Claim, Hold, Note, Open, Reply, Solve};
    [
        Course { acts: &[Open], ended: (1, 30) },
        Course { acts: &[Open, Claim, Ask, Reply, Note], ended: (2, 70) },
        Course { acts: &[Open, Claim, Note, Ask], ended: (3, 65) },
        Course { acts: &[Open, Claim, Ask, Reply, Note, Hold], ended: (20, 140) },
        Course { acts: &[Open, Claim, Ask, Reply, Solve], ended: (10, 150) },
        Course { acts: &[Open, Claim, Note, Ask, Reply, Solve], ended: (200, 700) },
    ]
};

/// All scenes in the order in which they happened.
pub(super) fn scenes(tickets: u32, now: Timestamp) -> Vec<Scene> {
    of_courses(&COURSES.each_ref(), tickets, now)
}

/// The same of tickets that time closes: they were solved, or their customers were asked.
pub(super) fn closed_scenes(tickets: u32, now: Timestamp) -> Vec<Scene> {
    let [_, _, asked, _, solved, closed] = &COURSES;
    of_courses(&[asked, solved, closed], tickets, now)
}

fn of_courses(courses: &[&'static Course], tickets: u32, now: Timestamp) -> Vec<Scene> {
    let course = |ticket: u32| courses[ticket as usize % courses.len()];
    let mut scenes: Vec<_> = (0..tickets).flat_map(|ticket| scenes_of(course(ticket), ticket, now)).collect();
    scenes.sort_by_key(|scene| (scene.at, scene.ticket));
    scenes
}

fn scenes_of(course: &'static Course, ticket: u32, now: Timestamp) -> impl Iterator<Item = Scene> {
    let index = ticket as usize;
    let (latest, earliest) = course.ended;
    // Steps of 37 of 100 spread the endings without looking regular.
    let share = i64::from(ticket) * 37 % 100;
    let end = now - Duration::minutes(60 * latest + 60 * (earliest - latest) * share / 100);
    let pause = Duration::minutes(47 + i64::from(ticket) * 53 % 400);
    course.acts.iter().rev().zip(0..).map(move |(&act, back)| Scene {
        at: end - pause * back,
        ticket: index,
        act,
    })
}

/// Whose ticket it is: index into [`CUSTOMERS`].
pub(super) const fn customer_of(ticket: usize) -> usize {
    ticket % CUSTOMERS.len()
}

/// What a ticket is about, in its customer's language.
pub(super) fn story_of(ticket: usize) -> &'static stories::Story {
    let told = stories::in_language(CUSTOMERS[customer_of(ticket)].language);
    &told[ticket / 2 % told.len()]
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};

    use super::*;

    #[test]
    fn everything_happens_in_order_and_in_the_past() {
        let now = Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap();
        let scenes = scenes(200, now);
        assert!(scenes.is_sorted_by_key(|scene| scene.at));
        assert!(scenes.iter().all(|scene| scene.at < now));
        for ticket in 0..200 {
            let acts: Vec<_> = scenes.iter().filter(|s| s.ticket == ticket).map(|s| s.act).collect();
            assert_eq!(acts, COURSES[ticket % COURSES.len()].acts, "ticket {ticket}");
        }
    }

    #[test]
    fn neighbours_tell_different_stories_in_both_languages() {
        let subjects: std::collections::HashSet<_> = (0..40).map(|ticket| story_of(ticket).subject).collect();
        assert!(subjects.len() >= 10, "{}", subjects.len());
    }
}
