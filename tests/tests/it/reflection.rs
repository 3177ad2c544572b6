//! Tools without proto files find, describe and call everything.

use hotline_proto::FILE_DESCRIPTOR_SET;
use prost_reflect::DescriptorPool;
use tonic::Code;

use crate::grpcurl::By;
use crate::grpcurl::reflect::{Version, describe, services};
use crate::grpcurl::shell::Command;
use crate::support::{Running, start_pair};

const VERSIONS: [Version; 2] = [Version::V1, Version::V1Alpha];
const ADDED: [&str; 3] = [
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
];

fn interface() -> DescriptorPool {
    DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("built-in descriptors")
}

fn services_of(package: &str) -> Vec<String> {
    let mut names: Vec<String> = interface()
        .services()
        .map(|service| service.full_name().to_owned())
        .filter(|name| name.starts_with(package))
        .collect();
    assert!(!names.is_empty());
    names.extend(ADDED.map(str::to_owned));
    names.sort();
    names
}

#[tokio::test]
async fn both_versions_list_every_service_of_the_process_and_no_other() {
    let Running {
        pair,
        directory: _directory,
    } = start_pair().await;
    for version in VERSIONS {
        let listed = services(pair.intake.channel(), version)
            .await
            .expect("a list");
        assert_eq!(listed, services_of("hotline.intake.v1"), "{version:?}");
        let listed = services(pair.scoring.channel(), version)
            .await
            .expect("a list");
        assert_eq!(listed, services_of("hotline.scoring.v1"), "{version:?}");
    }
}

#[tokio::test]
async fn both_versions_describe_every_service_and_every_message() {
    let Running {
        pair,
        directory: _directory,
    } = start_pair().await;
    let interface = interface();
    for version in VERSIONS {
        for (channel, package) in [
            (pair.intake.channel(), "hotline.intake.v1"),
            (pair.scoring.channel(), "hotline.scoring.v1"),
        ] {
            for service in interface
                .services()
                .filter(|service| service.package_name() == package)
            {
                let pool = describe(channel.clone(), version, service.full_name())
                    .await
                    .unwrap_or_else(|status| {
                        panic!("{} in {version:?}: {status}", service.full_name())
                    });
                let described = pool
                    .get_service_by_name(service.full_name())
                    .expect("the service itself");
                assert_eq!(
                    described.service_descriptor_proto(),
                    service.service_descriptor_proto()
                );
            }
            for message in interface
                .all_messages()
                .filter(|message| message.package_name() == package)
            {
                let described = describe(channel.clone(), version, message.full_name()).await;
                let pool = described.unwrap_or_else(|status| {
                    panic!("{} in {version:?}: {status}", message.full_name())
                });
                assert!(pool.get_message_by_name(message.full_name()).is_some());
            }
        }
        let missing = describe(pair.intake.channel(), version, "hotline.intake.v1.Nothing").await;
        assert_eq!(
            missing.expect_err("there is no such thing").code(),
            Code::NotFound
        );
    }
}

#[tokio::test]
async fn grpcurl_lists_describes_and_calls_without_proto_files() {
    let Running {
        pair,
        directory: _directory,
    } = start_pair().await;
    let address = pair.intake.address().to_string();
    for by in By::available() {
        let run = async |words: &[&str]| {
            let words = ["grpcurl", "-plaintext"].iter().chain(words);
            let command = Command {
                words: words.map(|word| (*word).to_owned()).collect(),
                input: None,
            };
            by.run(&command).await
        };
        let list = run(&[&address, "list"]).await.expect("a list");
        assert!(
            list.lines()
                .any(|line| line == "hotline.intake.v1.CallService"),
            "{by:?}: {list}"
        );
        let described = run(&[&address, "describe", "hotline.intake.v1.CallOutcome"]).await;
        let described = described.expect("a description");
        assert!(
            described.contains("CALL_OUTCOME_ANSWERED = 1"),
            "{by:?}: {described}"
        );
        let head = run(&[&address, "hotline.intake.v1.FeedService/GetHead"]).await;
        let head = head.expect("an answer");
        assert!(
            head.contains("\"timeZone\": \"Asia/Shanghai\""),
            "{by:?}: {head}"
        );
        let get = [
            "-d",
            "{\"name\": \"calls/1\"}",
            &address,
            "hotline.intake.v1.CallService/GetCall",
        ];
        let refused = run(&get).await.expect_err("there is no such call");
        assert!(refused.contains("NotFound"), "{by:?}: {refused}");
    }
}
