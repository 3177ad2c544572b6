//! How the generated clients and servers write and read messages: as tonic's own codec does, with smaller buffers.

use std::marker::PhantomData;

use prost::Message;
use tonic::codec::BufferSettings;
use tonic_prost::{ProstCodec, ProstDecoder, ProstEncoder};

/// Bytes that a call's buffers have at first, one for what comes and one for what goes; they grow with the messages. Most messages fit. Tonic's own
/// have 8 KiB each: with hundreds of calls under way, that is more than a processor's caches hold.
const BUFFER: usize = 512;
/// Bytes of a stream that are sent at once: tonic's own.
const SENT_AT_ONCE: usize = 32 * 1024;

/// Writes messages of type `T` and reads those of type `U`.
#[derive(Debug)]
pub struct Codec<T, U>(PhantomData<(T, U)>);

impl<T, U> Default for Codec<T, U> {
    fn default() -> Codec<T, U> {
        Codec(PhantomData)
    }
}

impl<T, U> tonic::codec::Codec for Codec<T, U>
where
    T: Message + Send + 'static,
    U: Message + Default + Send + 'static,
{
    type Encode = T;
    type Decode = U;
    type Encoder = ProstEncoder<T>;
    type Decoder = ProstDecoder<U>;

    fn encoder(&mut self) -> ProstEncoder<T> {
        ProstCodec::<T, U>::raw_encoder(buffers())
    }

    fn decoder(&mut self) -> ProstDecoder<U> {
        ProstCodec::<T, U>::raw_decoder(buffers())
    }
}

/// The buffers of a call.
#[must_use]
pub fn buffers() -> BufferSettings {
    BufferSettings::new(BUFFER, SENT_AT_ONCE)
}
