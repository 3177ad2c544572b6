//! Compiles the proto files: types, clients, servers and the descriptor set for reflection.

use std::error::Error;
use std::path::{Path, PathBuf};

use prost::Message as _;

const FILES: [&str; 18] = [
    "hotline/intake/v1/activity.proto",
    "hotline/intake/v1/assignment.proto",
    "hotline/intake/v1/calendar.proto",
    "hotline/intake/v1/call.proto",
    "hotline/intake/v1/correction.proto",
    "hotline/intake/v1/extension.proto",
    "hotline/intake/v1/feed.proto",
    "hotline/intake/v1/import.proto",
    "hotline/intake/v1/personal_data.proto",
    "hotline/intake/v1/registry.proto",
    "hotline/intake/v1/work_order.proto",
    "hotline/intake/v1/work_order_service.proto",
    "hotline/scoring/v1/admin.proto",
    "hotline/scoring/v1/bulletin.proto",
    "hotline/scoring/v1/policy.proto",
    "hotline/scoring/v1/proof.proto",
    "hotline/scoring/v1/ranking.proto",
    "hotline/scoring/v1/signal.proto",
];

fn main() -> Result<(), Box<dyn Error>> {
    // tonic-prost-build says nothing to cargo when it is given descriptors.
    println!("cargo:rerun-if-changed=hotline");
    println!("cargo:rerun-if-changed=build.rs");

    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut compiler = protox::Compiler::new([root])?;
    compiler
        .include_imports(true)
        .include_source_info(true)
        .open_files(FILES)?;
    let descriptors = compiler.file_descriptor_set();

    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    // Without comments: what reflection serves.
    let mut served = descriptors.clone();
    for file in &mut served.file {
        file.source_code_info = None;
    }
    std::fs::write(out.join("descriptors.bin"), served.encode_to_vec())?;
    tonic_prost_build::configure()
        .codec_path("crate::codec::Codec")
        .compile_fds(descriptors)?;
    Ok(())
}
