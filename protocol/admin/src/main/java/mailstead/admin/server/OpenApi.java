package mailstead.admin.server;

import java.util.List;
import java.util.Map;
import mailstead.admin.server.Route.Target;
import mailstead.service.provisioning.Field;
import mailstead.service.provisioning.Level;
import mailstead.service.provisioning.Operation;
import mailstead.service.provisioning.Resource;
import mailstead.service.provisioning.Resources;
import mailstead.service.provisioning.Shape;
import mailstead.service.usage.UsageReport;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The API described for programs: OpenAPI 3.1, made from {@link Routes} and the resources' fields.
 */
final class OpenApi {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Map<Integer, String> REFUSALS =
            Map.of(
                    400, "The request is malformed.",
                    401, "A token is needed that is known and not expired.",
                    403, "The token may not do this.",
                    429, "Too many requests, or too many wrong tokens; see Retry-After.",
                    503, "Not now; see Retry-After.");

    static final String TEXT = JSON.writeValueAsString(description());

    private OpenApi() {}

    private static ObjectNode description() {
        ObjectNode root = JSON.createObjectNode();
        root.put("openapi", "3.1.0");
        root.putObject("info")
                .put("title", "Mailstead provisioning")
                .put("version", "1")
                .put("description", "Customers, domains, accounts and what belongs to them.");
        ArrayNode security = root.putArray("security");
        security.addObject().putArray("token");
        ObjectNode paths = root.putObject("paths");
        for (Route route : Routes.all()) {
            operation(paths.withObjectProperty(route.path()), route);
        }
        ObjectNode components = root.putObject("components");
        components
                .putObject("securitySchemes")
                .putObject("token")
                .put("type", "http")
                .put("scheme", "bearer");
        ObjectNode schemas = components.putObject("schemas");
        for (Resource<?> resource : Resources.all()) {
            group(schemas.putObject(resource.name()), resource.fields(), true);
            group(schemas.putObject(resource.name() + "-change"), resource.fields(), false);
        }
        usage(schemas.putObject("usage"));
        problemSchema(schemas.putObject("problem"));
        return root;
    }

    private static void operation(ObjectNode path, Route route) {
        ObjectNode node = path.putObject(lower(route.method()));
        switch (route.target()) {
            case Target.Describe() -> fixed(node, "This description.", "application/json");
            case Target.Explain() -> fixed(node, "A page for people.", "text/html");
            case Target.Provision(var resource, var operation) ->
                    provision(node, resource, operation);
            case Target.Import() -> bulk(node);
            case Target.Report() -> report(node);
        }
    }

    private static void bulk(ObjectNode node) {
        node.put("operationId", "import").put("summary", Summaries.IMPORT);
        node.putArray("tags").add("imports");
        node.put("x-scope", Level.CUSTOMER.word());
        ArrayNode parameters = node.putArray("parameters");
        query(
                parameters,
                "mode",
                "`each` (usual): every line is a change of its own, and those behind a refused one go on. `all`: every"
                        + " line or none. `trial`: nothing is changed.");
        parameter(
                parameters,
                "Idempotency-Key",
                "header",
                "A name for this import; for a day its repetition does only what was not done.",
                false);
        ndjson(
                node.putObject("requestBody").put("required", true),
                "Each line `{\"kind\":\"accounts\",\"operation\":\"create\",\"key\":...,\"document\":{...}}`.");
        ObjectNode responses = node.putObject("responses");
        ndjson(
                responses.putObject("200"),
                "A line for each line, while they are done: `line`, `kind`, `key`, `status` and, if refused, `detail` and"
                        + " `errors`. The last one counts: `lines`, `done`, `failed`, `complete`.");
        REFUSALS.forEach((status, text) -> refusal(responses, status, text));
        refusal(responses, 413, "The body is too long, or has too many lines.");
        refusal(responses, 415, "The body is not application/x-ndjson.");
    }

    private static void ndjson(ObjectNode node, String description) {
        node.put("description", description)
                .putObject("content")
                .putObject(ImportRequests.TYPE)
                .putObject("schema")
                .put("type", "string");
    }

    private static void report(ObjectNode node) {
        node.put("operationId", "usage").put("summary", Summaries.USAGE);
        node.putArray("tags").add("usage");
        node.put("x-scope", Level.CUSTOMER.word());
        ArrayNode parameters = node.putArray("parameters");
        parameter(parameters, "from", "query", "The first day, in UTC: `2026-11-25`.", true);
        query(parameters, "to", "The last day; the first one if left out.");
        query(parameters, "customer", "Only of this customer.");
        query(parameters, "limit", "At most so many, 1 to 500; usually 100. Not for CSV.");
        query(parameters, "cursor", "What the last page gave as `next`. Not for CSV.");
        ObjectNode responses = node.putObject("responses");
        ObjectNode page =
                content(responses, "200", "A page, or with `Accept: text/csv` all lines.");
        page.put("type", "object");
        ObjectNode properties = page.putObject("properties");
        properties
                .putObject("items")
                .put("type", "array")
                .putObject("items")
                .put("$ref", schema("usage"));
        properties.putObject("next").put("type", "string");
        ((ObjectNode) responses.at("/200/content"))
                .putObject(UsageRequests.CSV)
                .putObject("schema")
                .put("type", "string");
        REFUSALS.forEach((status, text) -> refusal(responses, status, text));
    }

    private static void usage(ObjectNode node) {
        node.put("type", "object").put("additionalProperties", false);
        ObjectNode properties = node.putObject("properties");
        properties.putObject("day").put("type", "string").put("format", "date");
        properties.putObject("customer").put("type", "string");
        UsageReport.measures()
                .forEach(name ->
                        properties.putObject(name).put("type", "integer").put("minimum", 0));
    }

    private static void fixed(ObjectNode node, String summary, String type) {
        node.put("summary", summary).putArray("security");
        node.putObject("responses")
                .putObject("200")
                .put("description", summary)
                .putObject("content")
                .putObject(type);
    }

    private static void provision(ObjectNode node, Resource<?> resource, Operation operation) {
        node.put("operationId", operation.word() + "-" + resource.name());
        node.put("summary", Summaries.of(resource, operation));
        node.putArray("tags").add(resource.name());
        node.put("x-scope", resource.least(operation).word());
        ArrayNode parameters = node.putArray("parameters");
        if (operation == Operation.LIST) {
            query(parameters, "limit", "At most so many, 1 to 500; usually 100.");
            query(parameters, "cursor", "What the last page gave as `next`.");
            query(parameters, "prefix", "Only keys that begin with this.");
            resource.filters()
                    .forEach(name -> query(parameters, name, "Only of this " + name + "."));
        } else if (operation != Operation.CREATE) {
            parameter(parameters, "key", "path", "The " + resource.keyField() + ".", true);
        }
        if (operation == Operation.CHANGE || operation == Operation.REMOVE) {
            parameter(parameters, "If-Match", "header", "The ETag of what was read, or `*`.", true);
        } else if (operation == Operation.SUSPEND
                || operation == Operation.RESUME
                || operation == Operation.PING) {
            parameter(parameters, "If-Match", "header", "The ETag of what was read.", false);
        }
        if (operation.isChange()) {
            parameter(
                    parameters,
                    "Idempotency-Key",
                    "header",
                    "A name for this request; for a day its repetition gets the same answer.",
                    false);
        }
        if (operation == Operation.CREATE || operation == Operation.CHANGE) {
            boolean isNew = operation == Operation.CREATE;
            node.putObject("requestBody")
                    .put("required", true)
                    .putObject("content")
                    .putObject(isNew ? "application/json" : "application/merge-patch+json")
                    .putObject("schema")
                    .put("$ref", schema(resource.name() + (isNew ? "" : "-change")));
        }
        responses(node.putObject("responses"), resource, operation);
    }

    private static void responses(ObjectNode responses, Resource<?> resource, Operation operation) {
        switch (operation) {
            case LIST -> {
                ObjectNode page = content(responses, "200", "A page.");
                page.put("type", "object");
                ObjectNode properties = page.putObject("properties");
                properties
                        .putObject("items")
                        .put("type", "array")
                        .putObject("items")
                        .put("$ref", schema(resource.name()));
                properties.putObject("next").put("type", "string");
            }
            case CREATE ->
                    content(responses, "201", "Made; see Location and ETag.")
                            .put("$ref", schema(resource.name()));
            case REMOVE -> responses.putObject("204").put("description", "Removed.");
            case READ, CHANGE, SUSPEND, RESUME, PING ->
                    content(responses, "200", "As it is now; see ETag.")
                            .put("$ref", schema(resource.name()));
        }
        REFUSALS.forEach((status, text) -> refusal(responses, status, text));
        if (operation != Operation.LIST && operation != Operation.CREATE) {
            refusal(responses, 404, "There is no such thing.");
        }
        if (operation == Operation.CHANGE || operation == Operation.REMOVE) {
            refusal(responses, 412, "It has changed since it was read.");
            refusal(responses, 428, "If-Match is missing.");
        }
        if (operation.isChange()) {
            refusal(responses, 409, "It contradicts what is there, or the key is in use just now.");
            refusal(responses, 422, "Fields are wrong, or the key was used for another request.");
        }
    }

    private static void refusal(ObjectNode responses, int status, String text) {
        responses
                .putObject(Integer.toString(status))
                .put("description", text)
                .putObject("content")
                .putObject("application/problem+json")
                .putObject("schema")
                .put("$ref", schema("problem"));
    }

    private static ObjectNode content(ObjectNode responses, String status, String text) {
        return responses
                .putObject(status)
                .put("description", text)
                .putObject("content")
                .putObject("application/json")
                .putObject("schema");
    }

    private static void query(ArrayNode parameters, String name, String text) {
        parameter(parameters, name, "query", text, false);
    }

    private static void parameter(
            ArrayNode parameters, String name, String in, String text, boolean isNeeded) {
        parameters
                .addObject()
                .put("name", name)
                .put("in", in)
                .put("description", text)
                .put("required", isNeeded)
                .putObject("schema")
                .put("type", "string");
    }

    private static String schema(String name) {
        return "#/components/schemas/" + name;
    }

    private static void group(ObjectNode node, List<Field> fields, boolean isNew) {
        node.put("type", "object").put("additionalProperties", false);
        ObjectNode properties = node.putObject("properties");
        for (Field field : fields) {
            ObjectNode property = properties.putObject(field.name());
            shape(property, field.shape());
            property.put("description", field.meaning() + scope(field));
            switch (field.use()) {
                case TOLD -> property.put("readOnly", true);
                case SECRET -> property.put("writeOnly", true);
                case ALWAYS, ONCE -> {}
            }
        }
        List<String> needed = fields.stream().filter(Field::isNeeded).map(Field::name).toList();
        if (isNew && !needed.isEmpty()) {
            ArrayNode required = node.putArray("required");
            needed.forEach(required::add);
        }
    }

    private static String scope(Field field) {
        return switch (field.least()) {
            case CUSTOMER -> "";
            case RESELLER, OPERATOR -> " Set by scope " + field.least().word() + " or above.";
        };
    }

    private static void shape(ObjectNode node, Shape shape) {
        switch (shape) {
            case Shape.Text(int charactersMax) ->
                    node.put("type", "string").put("maxLength", charactersMax);
            case Shape.Whole(long min, long max) ->
                    node.put("type", "integer").put("minimum", min).put("maximum", max);
            case Shape.Choice(var words) -> {
                ArrayNode choices = node.put("type", "string").putArray("enum");
                words.forEach(choices::add);
            }
            case Shape.ListOf(Shape each, int itemsMin, int itemsMax) -> {
                node.put("type", "array").put("minItems", itemsMin).put("maxItems", itemsMax);
                shape(node.putObject("items"), each);
            }
            case Shape.MapOf map ->
                    node.put("type", "object")
                            .put("maxProperties", map.entriesMax())
                            .putObject("additionalProperties")
                            .put("type", "string")
                            .put("maxLength", map.textCharactersMax());
            case Shape.Group(var fields) -> group(node, fields, true);
            case Shape.Named(var names, var each) -> {
                node.put("type", "object").put("additionalProperties", false);
                ObjectNode properties = node.putObject("properties");
                names.forEach(name -> shape(properties.putObject(name), each));
            }
            case Shape.Moment() -> node.put("type", "string").put("format", "date-time");
            case Shape.Anything() -> node.put("type", "object");
        }
    }

    private static void problemSchema(ObjectNode node) {
        node.put("type", "object").put("description", "Problem details (RFC 9457).");
        ObjectNode properties = node.putObject("properties");
        properties.putObject("title").put("type", "string");
        properties.putObject("status").put("type", "integer");
        properties.putObject("detail").put("type", "string");
        ObjectNode error = properties.putObject("errors").put("type", "array").putObject("items");
        ObjectNode parts = error.put("type", "object").putObject("properties");
        parts.putObject("pointer")
                .put("type", "string")
                .put("description", "A JSON pointer into the body, or / and a parameter's name.");
        parts.putObject("detail").put("type", "string");
    }

    private static String lower(String method) {
        StringBuilder lower = new StringBuilder();
        method.chars().forEach(c -> lower.append((char) (c + 32)));
        return lower.toString();
    }
}
