//! Arrays: `ARRAY[1,NULL,(-2)]`, each element as its type is written.

use super::types::Family;
use super::{BadValue, bytes, text};
use crate::sql::array::{Element, Elements};

const BAD: BadValue = BadValue { expected: "an array of one dimension" };
/// Of what is not text, only BYTES has a character to escape: its leading backslash.
const ESCAPED: BadValue = BadValue { expected: "an array of elements without escapes" };

pub(super) fn write(family: &Family, value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    out.extend_from_slice(b"ARRAY[");
    for (nth, element) in Elements::of(value).enumerate() {
        if nth > 0 {
            out.push(b',');
        }
        match element.map_err(|_| BAD)? {
            None => out.extend_from_slice(b"NULL"),
            Some(element) => write_element(family, element, out)?,
        }
    }
    out.push(b']');
    Ok(())
}

fn write_element(family: &Family, element: Element<'_>, out: &mut Vec<u8>) -> Result<(), BadValue> {
    if let Some(value) = element.plain() {
        return family.write(value, out);
    }
    match family {
        Family::Text => text::join(element.parts(), out),
        Family::Collated(locale) => text::join(element.parts(), out).map(|()| text::collate(locale, out)),
        Family::Bytes => bytes::join(element.parts(), out),
        _ => Err(ESCAPED),
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn literals() {
        #[rustfmt::skip]
        check(&[
            ("INT8[]", "{}", Ok("ARRAY[]")),
            ("INT8[]", "{1,2,NULL}", Ok("ARRAY[1,2,NULL]")),
            ("INT2[]", "{1,-1}", Ok("ARRAY[1,(-1)]")),
            ("STRING[]", "{a,it's,NULL,\"NULL\",\"\",\"a,b\",\"{x}\"}", Ok(r"ARRAY['a',e'it\'s',NULL,'NULL','','a,b','{x}']")),
            ("STRING[]", r#"{"q\"uote","back\\",日本}"#, Ok(r#"ARRAY['q"uote',e'back\\',e'\U000065E5\U0000672C']"#)),
            ("STRING(5)[]", "{abcde,é}", Ok(r"ARRAY['abcde',e'\u00E9']")),
            ("STRING[] COLLATE de", r#"{a,"\""}"#, Ok(r#"ARRAY['a' COLLATE de,'"' COLLATE de]"#)),
            ("BYTES[]", r#"{"\\x6162","\\xff","\\x"}"#, Ok(r"ARRAY['\x6162','\xff','\x']")),
            ("BOOL[]", "{t,f,NULL}", Ok("ARRAY[true,false,NULL]")),
            ("FLOAT8[]", "{1.0,-2.5,1e+20,NaN,+Inf,-0.0}", Ok("ARRAY[1.0,(-2.5),1e+20,'NaN','+Inf',(-0.0)]")),
            ("DECIMAL[]", "{1.0,-2.50,NaN,1E+30}", Ok("ARRAY[1.0,(-2.50),'NaN',1E+30]")),
            ("TIMESTAMP[]", r#"{"2016-01-25 10:10:10+00:00"}"#, Ok("ARRAY['2016-01-25 10:10:10+00:00']")),
            ("INTERVAL[]", r#"{02:00:00,"-1 days"}"#, Ok("ARRAY['02:00:00','-1 days']")),
            ("INET[]", "{10.0.0.0/8,::1}", Ok("ARRAY['10.0.0.0/8','::1']")),
            ("VARBIT[]", "{1,\"\"}", Ok("ARRAY[B'1',B'']")),
            ("INT8[]", "1", Err(BAD)),
            ("INT8[]", "{1", Err(BAD)),
            ("INT8[]", "{{1}}", Err(BAD)),
            ("INT8[]", "{1;2}", Err(BadValue { expected: "an integer" })),
            ("INT8[]", r#"{"1\"]"}"#, Err(ESCAPED)),
            ("TIMESTAMP[]", r#"{"\""}"#, Err(ESCAPED)),
        ]);
    }
}
