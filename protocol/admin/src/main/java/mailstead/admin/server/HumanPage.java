package mailstead.admin.server;

import mailstead.admin.server.Route.Target;
import mailstead.service.provisioning.Field;
import mailstead.service.provisioning.Level;
import mailstead.service.provisioning.Resource;
import mailstead.service.provisioning.Resources;

/** The API described for people: one page of plain HTML, made from the same table. */
final class HumanPage {

    static final String TEXT = page();

    private HumanPage() {}

    private static String page() {
        StringBuilder html =
                new StringBuilder(
                        """
                        <!DOCTYPE html>
                        <html lang="en">
                        <head>
                        <meta charset="utf-8">
                        <title>Mailstead provisioning</title>
                        <style>
                        body { font: 16px/1.5 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222 }
                        table { border-collapse: collapse; width: 100%; margin: 0.5em 0 1.5em }
                        th, td { text-align: left; vertical-align: top; padding: 0.3em 0.8em 0.3em 0; border-bottom: 1px solid #ddd }
                        code { background: #f4f4f4; padding: 0 0.2em }
                        h2 { border-top: 2px solid #222; padding-top: 0.5em }
                        </style>
                        </head>
                        <body>
                        <h1>Mailstead provisioning</h1>
                        <p>For programs: <a href="/openapi.json"><code>/openapi.json</code></a> (OpenAPI 3.1).</p>
                        <ul>
                        <li>Send <code>Authorization: Bearer TOKEN</code>. <code>mailstead token add</code> makes tokens.</li>
                        <li>Bodies are JSON in UTF-8. Unknown fields are refused. <code>PATCH</code> changes the fields given;
                        <code>null</code> takes one away.</li>
                        <li><code>PATCH</code> and <code>DELETE</code> need <code>If-Match</code> with the <code>ETag</code> that was
                        read, or <code>*</code>.</li>
                        <li>With <code>Idempotency-Key: NAME</code> a change can be sent again for a day: it happens once, and the
                        answer is the same.</li>
                        <li>Lists come in pages: go on with <code>?cursor=</code> and what <code>next</code> says.</li>
                        <li>Refusals are <code>application/problem+json</code>; <code>errors</code> names the fields.</li>
                        </ul>
                        """);
        for (Resource<?> resource : Resources.all()) {
            section(html, resource);
        }
        html.append("<h2>imports and usage</h2>\n<table>\n");
        html.append("<tr><th>request</th><th>does</th><th>scope</th></tr>\n");
        row(
                html,
                "<code>POST /v1/imports?mode=</code>",
                escaped(Summaries.IMPORT),
                Level.CUSTOMER.word());
        row(
                html,
                "<code>GET /v1/usage?from=</code>",
                escaped(Summaries.USAGE),
                Level.CUSTOMER.word());
        html.append("</table>\n");
        return html.append("</body>\n</html>\n").toString();
    }

    private static void section(StringBuilder html, Resource<?> resource) {
        html.append("<h2>").append(escaped(resource.name())).append("</h2>\n<p>");
        html.append(escaped(resource.meaning())).append("</p>\n<table>\n");
        html.append("<tr><th>request</th><th>does</th><th>scope</th></tr>\n");
        for (Route route : Routes.all()) {
            if (route.target() instanceof Target.Provision(var served, var operation)
                    && served.name().equals(resource.name())) {
                row(
                        html,
                        "<code>" + escaped(route.method() + " " + route.path()) + "</code>",
                        escaped(Summaries.of(resource, operation)),
                        escaped(served.least(operation).word()));
            }
        }
        html.append("</table>\n<table>\n");
        html.append("<tr><th>field</th><th>given</th><th>meaning</th></tr>\n");
        for (Field field : resource.fields()) {
            row(
                    html,
                    "<code>" + escaped(field.name()) + "</code>",
                    use(field),
                    escaped(field.meaning()));
        }
        html.append("</table>\n");
    }

    private static void row(StringBuilder html, String first, String second, String third) {
        html.append("<tr><td>").append(first).append("</td><td>").append(second);
        html.append("</td><td>").append(third).append("</td></tr>\n");
    }

    private static String use(Field field) {
        String use =
                switch (field.use()) {
                    case ALWAYS -> field.isNeeded() ? "needed" : "optional";
                    case ONCE -> field.isNeeded() ? "needed, then fixed" : "optional, then fixed";
                    case TOLD -> "only told";
                    case SECRET -> "never told";
                };
        return switch (field.least()) {
            case CUSTOMER -> use;
            case RESELLER, OPERATOR -> use + ", by " + field.least().word();
        };
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
