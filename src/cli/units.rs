//! Parses times, sizes and shards as they are typed.

use std::str::FromStr;
use std::time::Duration;

use crate::batch::Shard;

/// Parses a time; a plain number is in seconds.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let duration = match text.parse::<u64>() {
        Ok(seconds) => Ok(Duration::from_secs(seconds)),
        Err(_) => humantime::parse_duration(text).map_err(|error| error.to_string()),
    };
    duration.and_then(|time| if time.is_zero() { Err("no time at all".to_owned()) } else { Ok(time) })
}

/// Parses a size; a plain number is in bytes.
pub fn parse_bytes(text: &str) -> Result<u64, String> {
    match bytesize::ByteSize::from_str(text)?.as_u64() {
        0 => Err("nothing at all".to_owned()),
        bytes => Ok(bytes),
    }
}

/// Parses a shard: `K/N`, counted from 1.
pub(super) fn parse_shard(text: &str) -> Result<Shard, String> {
    let parts = text.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
    match parts {
        Some((number, of)) if 1 <= number && number <= of => Ok(Shard { number, of }),
        _ => Err("write it as K/N, as in 1/4 to 4/4".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_numbers_and_units_are_understood() {
        assert_eq!(parse_duration("90"), Ok(Duration::from_secs(90)));
        assert_eq!(parse_duration("2m"), Ok(Duration::from_secs(120)));
        assert!(parse_duration("0").is_err() && parse_duration("soon").is_err());
        assert_eq!(parse_bytes("2GB"), Ok(2_000_000_000));
        assert_eq!(parse_bytes("1024"), Ok(1024));
        assert!(parse_bytes("much").is_err());
        assert_eq!(parse_shard("2/3"), Ok(Shard { number: 2, of: 3 }));
        assert!(["0/3", "4/3", "1", "a/b"].into_iter().all(|text| parse_shard(text).is_err()));
    }
}
