using Pickerel.Benchmarks.Networks;

namespace Pickerel.Benchmarks.Cold;

/// <summary>The smallest program around a network: it infers once and says what that took.</summary>
internal static class ColdProgram
{
    /// <summary>Gets the entry point; it times from the first line of Main, when the runtime is up.</summary>
    public static string EntryPoint(NetworkSource source) => $$"""
        using System;
        using System.Diagnostics;
        using System.Globalization;
        using System.Runtime;

        internal static class Program
        {
            private static void Main()
            {
                var start = Stopwatch.GetTimestamp();
                var (jit, methods) = (JitInfo.GetCompilationTime(), JitInfo.GetCompiledMethodCount());
                var input = new byte[{{source.FullName}}.InputLength];
                var label = {{source.FullName}}.Classify(input);
                var first = Stopwatch.GetElapsedTime(start);
                (jit, methods) = (JitInfo.GetCompilationTime() - jit, JitInfo.GetCompiledMethodCount() - methods);

                start = Stopwatch.GetTimestamp();
                label += {{source.FullName}}.Classify(input);
                var second = Stopwatch.GetElapsedTime(start);
                Console.WriteLine(string.Format(
                    CultureInfo.InvariantCulture,
                    "first_ms={0} jit_ms={1} methods={2} second_us={3} label={4}",
                    first.TotalMilliseconds, jit.TotalMilliseconds, methods, second.TotalMicroseconds, label));
            }
        }
        """;

    /// <summary>The same class without a network, to see what the network adds to an assembly.</summary>
    public static NetworkSource Stub(NetworkSource source) => source with
    {
        Text = $$"""
            namespace {{NetworkSource.Namespace}};

            public static partial class {{source.ClassName}}
            {
                public const int InputLength = 1;

                public static int Classify(System.ReadOnlySpan<byte> input) => input[0];
            }
            """,
    };
}
