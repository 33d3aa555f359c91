package org.backplane.api.launch;

/**
 * The launcher knows no class of the product, so both sides meet in JDK types. It registers four
 * services: a {@code String[]} with the words of the command line, a {@code
 * java.util.function.IntConsumer} that ends the framework in order and the process with a status,
 * and two {@code Runnable}s, {@link #MORE} and {@link #READY}. All carry the property {@link
 * #ROLE}. {@code SIGTERM} reaches the product as the withdrawal of these services, while all
 * bundles are still there; then the bundles are stopped.
 */
public final class Launch {

  /**
   * Framework property with the folder of the distribution. It is there from the beginning where a
   * launcher started the framework, and only there: then a command line follows.
   */
  public static final String HOME = "backplane.home";

  /** Service property that marks the launcher's services. */
  public static final String ROLE = "backplane.launch";

  /** Value of {@link #ROLE} on the {@code String[]}. */
  public static final String ARGUMENTS = "arguments";

  /** Value of {@link #ROLE} on the {@code IntConsumer}. */
  public static final String EXIT = "exit";

  /**
   * Value of {@link #ROLE} on the {@code Runnable} that starts the bundles which a first answer
   * does not need, and returns when they are started. Called when one of them is needed after all,
   * and once the first answer has been given.
   */
  public static final String MORE = "more";

  /** Value of {@link #ROLE} on the {@code Runnable} to call when the host is up. */
  public static final String READY = "ready";

  private Launch() {}
}
