namespace Digits;

/// <summary>Ten digits typed by hand in the data set's format, for a checkout without the data.</summary>
internal static class HandTypedDigits
{
    /// <summary>The characters of <see cref="Art"/>, from blank paper to full ink.</summary>
    public const string Inks = " .:-=+*#@";

    private const string Art = """
          =@@=  |   :@@  |  =@@=  |  @@@@- |     @= |  @@@@@ |    =@= |  @@@@@@|   =@@= |  -@@=
         =@*+@- |  =@@@  | @= =@  |   :=@# |    @@  |  @+    |   =@:  |  :::@* |  +@::@+| =@::@=
         @+  =@ | -@=@@  |     @+ |     @= |   @@   |  @+    |  -@=   |     =@ |  +@  @+| @=  =@
         @=   @ |    @@  |    =@: |   -@@  |  =@  @=|  @@@@= |  =@-== |  -@@@@=|   @@@@ | =@==@@
         @=   @ |    @@  |    @=  |    +@@ | =@- =@ |  -:-=@+|  =@@==@|   ::@- |  +@::@+|  -==@@
         @+  =@ |    @@  |   =@   |     =@ | @@@@@@=|      =@|  =@   @|    =@  |  @=  =@|     =@
         +@::@= |    @@  |  =@=-- | -  -@# |    =@- |  =- =@+|  :@+ =@|    @=  |  =@::@=|    =@-
          =@@-  |   =@@= |  @@@@@ | +@@@@  |    @@  |  +@@@= |   -@@= |   =@   |   =@@= |   =@=
        """;

    /// <summary>Gets the ten digits, 0 to 9.</summary>
    public static IReadOnlyList<Digit> All { get; } = [.. Enumerable.Range(0, 10).Select(Column)];

    private static Digit Column(int digit)
    {
        var rows = Art.Split('\n');
        var pixels = rows.SelectMany(row => row.TrimEnd('\r').Split('|')[digit].PadRight(8)[..8]).Select(ink => (byte)(Inks.IndexOf(ink) * 2));
        return new Digit([.. pixels], digit);
    }
}
