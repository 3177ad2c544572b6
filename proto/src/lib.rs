//! The gRPC interface of the citizen hotline: generated types, clients, servers and the descriptor set.
//!
//! The comments of the `.proto` files are the reference documentation.

#![expect(
    clippy::allow_attributes,
    clippy::pedantic,
    reason = "generated from the proto files, whose comments are the documentation"
)]

pub mod codec;

/// Package `hotline.intake.v1`: what the intake service serves.
pub mod intake {
    tonic::include_proto!("hotline.intake.v1");
}

/// Package `hotline.scoring.v1`: what the scoring service serves.
pub mod scoring {
    tonic::include_proto!("hotline.scoring.v1");
}

/// The encoded `FileDescriptorSet` of both packages and all that they import, for server reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
