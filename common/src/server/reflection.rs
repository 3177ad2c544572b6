//! Reflection in both versions: current tools ask for v1, older grpcurl for v1alpha.

use tonic::service::RoutesBuilder;
use tonic_reflection::server::Builder;

use super::ServerError;

/// Services that the server itself adds.
const OWN: [&str; 3] = [
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
];

/// Adds both services; they list `names` and [`OWN`] and describe everything in `descriptors`.
pub(super) fn add(
    routes: &mut RoutesBuilder,
    names: &[&'static str],
    descriptors: &[&'static [u8]],
) -> Result<(), ServerError> {
    let builder = || {
        let known = [
            tonic_health::pb::FILE_DESCRIPTOR_SET,
            // The messages in a status' details, so that tools can show them.
            tonic_types::pb::FILE_DESCRIPTOR_SET,
            tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET,
            tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET,
        ];
        let builder = descriptors
            .iter()
            .copied()
            .chain(known)
            .fold(Builder::configure(), |builder, encoded| {
                builder.register_encoded_file_descriptor_set(encoded)
            });
        names
            .iter()
            .chain(&OWN)
            .fold(builder, |builder, name| builder.with_service_name(*name))
    };
    routes.add_service(builder().build_v1().map_err(ServerError::Descriptors)?);
    routes.add_service(
        builder()
            .build_v1alpha()
            .map_err(ServerError::Descriptors)?,
    );
    Ok(())
}
