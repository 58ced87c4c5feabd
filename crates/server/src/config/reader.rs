//! Parses values and collects what is wrong with them.

use std::{collections::BTreeMap, ops::RangeInclusive, str::FromStr};

use super::{
    layers::{File, Layers, Origin},
    setting::Setting,
};

/// Reads settings out of the layers. A wrong value is noted, and the default stands in for it, so
/// that all wrong settings are complained of at once.
pub(super) struct Reader<'a> {
    layers: Layers<'a>,
    wrong: Vec<String>,
    origins: BTreeMap<&'static str, Origin>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(layers: Layers<'a>) -> Self {
        let wrong = layers.file.iter().flat_map(File::unknown).collect();
        Self { layers, wrong, origins: BTreeMap::new() }
    }

    /// The setting's value, or the default.
    pub(super) fn read<T>(
        &mut self,
        setting: &'static Setting,
        default: T,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> T {
        let Some((text, origin)) = self.layers.find(setting) else { return default };
        let parsed = text.as_deref().and_then(parse);
        if parsed.is_none() {
            self.wrong.push(complaint(setting, &origin));
        }
        self.origins.insert(setting.key, origin);
        parsed.unwrap_or(default)
    }

    /// The setting's value as a number within bounds, or the default.
    pub(super) fn number<N>(&mut self, setting: &'static Setting, default: N, bounds: RangeInclusive<N>) -> N
    where
        N: FromStr + PartialOrd,
    {
        self.read(setting, default, |text| text.parse().ok().filter(|number| bounds.contains(number)))
    }

    /// Notes that a setting is wrong together with others.
    pub(super) fn complain(&mut self, setting: &'static Setting) {
        let origin = self.origins.get(setting.key).unwrap_or(&Origin::Default);
        self.wrong.push(complaint(setting, origin));
    }

    /// Who set what, unless something is wrong.
    pub(super) fn finish(self) -> Result<BTreeMap<&'static str, Origin>, Vec<String>> {
        if self.wrong.is_empty() { Ok(self.origins) } else { Err(self.wrong) }
    }
}

/// Says what is expected, never what was found: it may be a password in the wrong place.
fn complaint(setting: &Setting, origin: &Origin) -> String {
    format!("{} must be {} ({origin})", setting.variable(), setting.expected)
}
