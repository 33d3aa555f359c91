package org.backplane.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.backplane.api.BackplaneException;
import org.backplane.api.launch.Launch;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the command line that the launcher hands over, on a thread of its own, and ends what
 * it started when the launcher takes its services back.
 */
@Component(service = {})
public final class CommandLine {

  private static final Logger LOG = LoggerFactory.getLogger(CommandLine.class);
  private static final Duration SERVICE_DEADLINE = Duration.ofSeconds(10);
  private static final Duration START_DEADLINE = Duration.ofSeconds(5);
  private static final int FAILURE = 1;

  private final List<String> arguments;
  private final Runnable ready;
  private final IntConsumer exit;
  private final Console console = Console.ofProcess();
  private final BundleServices services;
  private final CommandRun run;
  private final Thread thread;
  private volatile Optional<RunningHost> host = Optional.empty();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile boolean closing;

  /**
   * @param more starts the bundles that the first answer does not need
   * @param ready takes note that the host is up
   * @param exit ends the process
   */
  @Activate
  public CommandLine(
      BundleContext context,
      @Reference(target = "(" + Launch.ROLE + "=" + Launch.MORE + ")") Runnable more,
      @Reference(target = "(" + Launch.ROLE + "=" + Launch.READY + ")") Runnable ready,
      @Reference(target = "(" + Launch.ROLE + "=" + Launch.EXIT + ")") IntConsumer exit) {
    this.arguments = arguments(context);
    this.ready = ready;
    this.exit =
        status -> {
          ended.set(true);
          exit.accept(status);
        };
    this.services = new BundleServices(context, more, SERVICE_DEADLINE);
    String home = context.getProperty(Launch.HOME);
    var product =
        new CommandRun.Product(
            context.getBundle().getVersion().toString(), Path.of(home == null ? "" : home));
    this.run =
        new CommandRun(services, console, product, new HostStart(services, console, this.exit));
    this.thread = Thread.ofPlatform().name("backplane-cli").start(this::carryOut);
  }

  /**
   * Not a reference, and not asked for by its class: build tools know no services of an array type,
   * and the framework takes its name for a package that nobody exports. The exit comes after it.
   */
  private static List<String> arguments(BundleContext context) {
    String role = "(" + Launch.ROLE + "=" + Launch.ARGUMENTS + ")";
    try {
      var found = context.getAllServiceReferences(String[].class.getName(), role);
      if (found != null && context.getService(found[0]) instanceof String[] arguments) {
        return List.of(arguments);
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
    throw new IllegalStateException("the launcher gave no arguments");
  }

  private void carryOut() {
    try {
      host = run.run(arguments);
      if (host.isEmpty()) {
        exit.accept(0);
        return;
      }
      ready.run();
      services.startTheRest();
    } catch (BackplaneException e) {
      if (!closing) {
        console.complain(e.getMessage());
      }
      exit.accept(FAILURE);
    } catch (RuntimeException e) {
      LOG.error("the command line broke", e);
      console.complain("internal error: " + e);
      exit.accept(FAILURE);
    }
  }

  /** Ends the host in order. */
  @Deactivate
  void close() {
    closing = true;
    if (!ended.get()) { // neither by the machine nor for a failure
      console.sayEnd("terminating on a signal or Ctrl-A x");
    }
    try {
      if (thread.isAlive()) {
        thread.interrupt();
        if (!thread.join(START_DEADLINE)) {
          LOG.warn("the start did not give way within {} s", START_DEADLINE.toSeconds());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    host.ifPresent(RunningHost::close);
    services.close();
  }
}
