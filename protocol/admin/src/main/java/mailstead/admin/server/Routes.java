package mailstead.admin.server;

import java.util.ArrayList;
import java.util.List;
import mailstead.admin.server.Route.Target;
import mailstead.service.provisioning.Operation;
import mailstead.service.provisioning.Resource;
import mailstead.service.provisioning.Resources;

/**
 * The one table of all that can be asked for. Requests are routed by it and the API is described by
 * it.
 */
final class Routes {

    static final String VERSION = "v1";

    private static final List<Route> ALL = make();

    private Routes() {}

    static List<Route> all() {
        return ALL;
    }

    private static List<Route> make() {
        List<Route> routes = new ArrayList<>();
        routes.add(new Route("GET", List.of("openapi.json"), new Target.Describe()));
        routes.add(new Route("GET", List.of("docs"), new Target.Explain()));
        for (Resource<?> resource : Resources.all()) {
            for (Operation operation : Operation.values()) {
                if (resource.rights().containsKey(operation)) {
                    routes.add(route(resource, operation));
                }
            }
        }
        routes.add(new Route("POST", List.of(VERSION, "imports"), new Target.Import()));
        routes.add(new Route("GET", List.of(VERSION, "usage"), new Target.Report()));
        return List.copyOf(routes);
    }

    private static Route route(Resource<?> resource, Operation operation) {
        Target target = new Target.Provision(resource, operation);
        List<String> all = List.of(VERSION, resource.name());
        List<String> one = List.of(VERSION, resource.name(), Route.KEY);
        return switch (operation) {
            case LIST -> new Route("GET", all, target);
            case CREATE -> new Route("POST", all, target);
            case READ -> new Route("GET", one, target);
            case CHANGE -> new Route("PATCH", one, target);
            case REMOVE -> new Route("DELETE", one, target);
            case SUSPEND, RESUME, PING ->
                    new Route(
                            "POST",
                            List.of(VERSION, resource.name(), Route.KEY, operation.word()),
                            target);
        };
    }
}
