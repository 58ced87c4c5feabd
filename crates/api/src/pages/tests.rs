use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use tower::ServiceExt;

use super::*;
use crate::problem::ProblemCode;

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

async fn get(path: &str, headers: &[(header::HeaderName, &str)]) -> Answer {
    let request =
        headers.iter().fold(Request::get(path), |request, (name, value)| request.header(name, *value));
    let response = routes("{}".into()).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
}

const PAGES: [&str; 11] = [
    "/",
    "/setup",
    "/accept-invitation",
    "/give-address",
    "/verify-email",
    "/forgot-password",
    "/password-reset",
    "/email-change",
    "/problems",
    "/problems/not-found",
    "/api/docs",
];

/// The values of `src` and `href`.
fn links(html: &str) -> Vec<&str> {
    let after = html.split("src=\"").skip(1).chain(html.split("href=\"").skip(1));
    after.filter_map(|rest| rest.split('"').next()).collect()
}

fn resolve(page: &str, link: &str) -> String {
    let base = url_dir(page);
    let path = link.trim_start_matches("./");
    match path.strip_prefix("../") {
        Some(rest) => format!("{}{}", url_dir(base.trim_end_matches('/')), rest.trim_start_matches("./")),
        None => format!("{base}{path}"),
    }
}

fn url_dir(path: &str) -> String {
    path.rsplit_once('/').map_or_else(|| "/".to_owned(), |(dir, _)| format!("{dir}/"))
}

#[tokio::test]
async fn pages_load_nothing_inline_and_nothing_from_elsewhere() {
    for page in PAGES {
        let answer = get(page, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        let html = &answer.body;
        for foreign in ["://", "href=\"//", "src=\"//", "style=", " onclick", "<style", "<script>", "{{"] {
            assert!(!html.contains(foreign), "{page} has {foreign}");
        }
        assert!(html.contains("<html lang=\"en\">") && html.contains("name=\"viewport\""), "{page}");
    }
}

#[tokio::test]
async fn what_pages_link_to_is_there() {
    for page in PAGES {
        for link in links(&get(page, &[]).await.body) {
            let target = resolve(page, link);
            let is_elsewhere = target == "/readyz";
            assert!(
                is_elsewhere || get(&target, &[]).await.status == StatusCode::OK,
                "{page}: {link} -> {target}"
            );
        }
    }
}

#[tokio::test]
async fn every_problem_has_its_page_in_both_languages() {
    for code in ProblemCode::ALL {
        let english = get(&code.page(), &[]).await;
        let german = get(&code.page(), &[(header::ACCEPT_LANGUAGE, "de")]).await;
        assert_eq!((english.status, german.status), (StatusCode::OK, StatusCode::OK));
        assert!(english.body.contains(code.name()) && german.body.contains("lang=\"de\""));
        assert_ne!(english.body, german.body);
    }
    assert_eq!(get("/problems/none", &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_document_is_not_sent_twice() {
    let first = get("/api/openapi.json", &[]).await;
    assert_eq!(
        (first.body.as_str(), &first.headers[header::CONTENT_TYPE]),
        ("{}", &"application/json".parse().unwrap())
    );
    let tag = first.headers[header::ETAG].to_str().unwrap();
    let again = get("/api/openapi.json", &[(header::IF_NONE_MATCH, tag)]).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn swagger_ui_comes_from_the_binary_and_asks_no_validator() {
    assert!(get("/api/docs/swagger-ui-bundle.js", &[]).await.body.len() > 1_000_000);
    assert!(get("/api/docs/swagger-ui.css", &[]).await.body.len() > 100_000);
    assert!(get("/api/docs/start.js", &[]).await.body.contains("validatorUrl: null"));
}

#[tokio::test]
async fn forms_name_their_fields_and_show_no_token() {
    let page = get("/setup", &[(header::ACCEPT_LANGUAGE, "de")]).await.body;
    for field in ["name", "email", "password"] {
        let (label, error) = (format!("<label for=\"{field}\">"), format!("id=\"{field}-error\""));
        assert!(page.contains(&label) && page.contains(&error), "{field}");
    }
    assert!(get("/assets/form.js", &[]).await.body.contains("history.replaceState"));
}
