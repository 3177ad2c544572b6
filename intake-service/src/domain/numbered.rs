//! Enumerations with stable numbers.

/// Declares an enumeration whose variants have a stable number, as stored and as in the API, and a word for documents.
/// Numbers are never used again; 0 stays free for "not given".
macro_rules! numbered {
    ($(#[$meta:meta])* $name:ident {
        $($(#[$doc:meta])* $variant:ident = $number:literal $word:literal,)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// All variants, by number.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The stable number, as stored and as in the API.
            pub const fn number(self) -> i32 {
                match self {
                    $($name::$variant => $number,)+
                }
            }

            /// The variant with this number, if there is one.
            pub const fn from_number(number: i32) -> Option<$name> {
                match number {
                    $($number => Some($name::$variant),)+
                    _ => None,
                }
            }

            /// The word for documents and messages.
            pub const fn word(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)+
                }
            }
        }
    };
}

pub(crate) use numbered;
