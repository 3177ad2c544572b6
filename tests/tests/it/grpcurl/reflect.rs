//! Asks a server what it serves, in either version of the reflection service.

use std::collections::BTreeSet;

use prost::Message as _;
use prost_reflect::DescriptorPool;
use prost_types::FileDescriptorProto;
use tonic::Status;
use tonic::transport::Channel;
use tonic_reflection::pb::v1;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient as V1Client;
use tonic_reflection::pb::v1alpha;
use tonic_reflection::pb::v1alpha::server_reflection_client::ServerReflectionClient as V1AlphaClient;

/// The version of the reflection service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// What current tools ask for.
    V1,
    /// What older ones ask for.
    V1Alpha,
}

/// The names of all services.
pub(crate) async fn services(channel: Channel, version: Version) -> Result<Vec<String>, Status> {
    match ask(channel, version, Question::Services).await? {
        Answer::Services(mut names) => {
            names.sort();
            Ok(names)
        }
        Answer::Files(_) => Err(Status::data_loss("files in the place of services")),
    }
}

/// The descriptors of the file that has this symbol, and of all that it imports.
pub(crate) async fn describe(
    channel: Channel,
    version: Version,
    symbol: &str,
) -> Result<DescriptorPool, Status> {
    let mut files: Vec<FileDescriptorProto> = Vec::new();
    let mut questions = vec![Question::Symbol(symbol.to_owned())];
    let mut asked = BTreeSet::new();
    while let Some(question) = questions.pop() {
        let Answer::Files(found) = ask(channel.clone(), version, question).await? else {
            return Err(Status::data_loss("services in the place of files"));
        };
        for file in found {
            let file = FileDescriptorProto::decode(file.as_slice())
                .map_err(|error| Status::data_loss(error.to_string()))?;
            for import in &file.dependency {
                if asked.insert(import.clone()) {
                    questions.push(Question::File(import.clone()));
                }
            }
            if !files.iter().any(|known| known.name == file.name) {
                files.push(file);
            }
        }
    }
    let mut pool = DescriptorPool::new();
    pool.add_file_descriptor_protos(files)
        .map_err(|error| Status::data_loss(error.to_string()))?;
    Ok(pool)
}

enum Question {
    Services,
    Symbol(String),
    File(String),
}

enum Answer {
    Services(Vec<String>),
    Files(Vec<Vec<u8>>),
}

async fn ask(channel: Channel, version: Version, question: Question) -> Result<Answer, Status> {
    match version {
        Version::V1 => ask_v1(channel, question).await,
        Version::V1Alpha => ask_v1alpha(channel, question).await,
    }
}

/// The two versions have the same messages in two packages.
macro_rules! ask {
    ($name:ident, $version:ident, $client:ident) => {
        async fn $name(channel: Channel, question: Question) -> Result<Answer, Status> {
            use $version::server_reflection_request::MessageRequest;
            use $version::server_reflection_response::MessageResponse;

            let request = $version::ServerReflectionRequest {
                host: String::new(),
                message_request: Some(match question {
                    Question::Services => MessageRequest::ListServices(String::new()),
                    Question::Symbol(symbol) => MessageRequest::FileContainingSymbol(symbol),
                    Question::File(name) => MessageRequest::FileByFilename(name),
                }),
            };
            let mut answers = $client::new(channel)
                .server_reflection_info(tokio_stream::once(request))
                .await?
                .into_inner();
            let answer = answers
                .message()
                .await?
                .and_then(|answer| answer.message_response);
            match answer {
                Some(MessageResponse::ListServicesResponse(list)) => Ok(Answer::Services(
                    list.service
                        .into_iter()
                        .map(|service| service.name)
                        .collect(),
                )),
                Some(MessageResponse::FileDescriptorResponse(files)) => {
                    Ok(Answer::Files(files.file_descriptor_proto))
                }
                Some(MessageResponse::ErrorResponse(error)) => {
                    Err(Status::new(error.error_code.into(), error.error_message))
                }
                _ => Err(Status::data_loss("no answer from reflection")),
            }
        }
    };
}

ask!(ask_v1, v1, V1Client);
ask!(ask_v1alpha, v1alpha, V1AlphaClient);
