using Pickerel.Benchmarks.Building;
using Pickerel.Benchmarks.Networks;

namespace Pickerel.Benchmarks;

/// <summary>The command line: one mode, then words that narrow it down.</summary>
internal sealed record Options
{
    public const string Usage = """
        dotnet run -c Release --project tests/Pickerel.Benchmarks -- MODE [NETWORK or PRECISION ...] [OPTION ...]

          --quick     best and median time of each network at each precision, in about a minute
          --peer      the same, with ONNX Runtime before and after, and the ratios
          --layers    each layer of a network alone: time, MAC/cycle, kernel, share of the whole
          --layer S   one layer: "conv 3x3 64->64 8x8 [s2] w4a4", "pw 64->128 25x5 w4a8", "dw 3x3 64 25x5 w8a8", "dense 640->128 w4a4"
          --check     each network's outputs against the reference interpreter's
          --cold      first inference in a fresh process, JIT, sizes, build time and memory
          --isa       --quick at each instruction set, in child processes
          --dotnet    BenchmarkDotNet with MemoryDiagnoser

          --save      keep the tables under results/PROCESSOR/
          --uniform   weights uniform instead of Gaussian
          --keep=F    build anew and keep all C# below the folder F
          --why       with --layer and --layers: bounds, and why faster kernels were refused

        Networks by part of their name: dscnn mobilenet025_96 resnet8 autoencoder mobilenet100_224.
        Precisions: w8a8 w8a7 w4a8 w4a4 w2a2 ternary binary pikelpn pikelpn16 tflite (the int8 file of MLPerf Tiny, where there is one), or any w2a3; with e8 behind it, 8-bit weights at both ends.
        """;

    private const string KeepSwitch = "--keep=";

    private static readonly string[] Modes = ["--quick", "--peer", "--layers", "--layer", "--check", "--cold", "--isa", "--dotnet", "--build"];

    public required string Mode { get; init; }

    /// <summary>Gets the words that are no options.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    public bool Save { get; init; }

    public bool Uniform { get; init; }

    public bool Why { get; init; }

    /// <summary>Gets the folder for generated C#, or null.</summary>
    public string? Keep { get; init; }

    /// <summary>Gets the arguments as they can be given again, without <c>--save</c>.</summary>
    public required string Command { get; init; }

    /// <summary>Gets the networks whose names the words are parts of; all if none is.</summary>
    public IReadOnlyList<PeerNetwork> Networks
    {
        get
        {
            PeerNetwork[] named = [.. PeerNetworks.All.Where(n => Words.Any(w => Precision.Parse(w) is null && n.Name.Contains(w, StringComparison.Ordinal)))];
            return named.Length > 0 ? named : PeerNetworks.All;
        }
    }

    /// <summary>Gets the precisions among the words; all if there is none.</summary>
    public IReadOnlyList<Precision> Precisions
    {
        get
        {
            Precision[] named = [.. Words.Select(Precision.Parse).OfType<Precision>()];
            return named.Length > 0 ? named : Precision.All;
        }
    }

    /// <summary>Gets every network at every precision: that of its int8 file where the file lies beside the checkout.</summary>
    public IReadOnlyList<(PeerNetwork Network, Precision Precision)> Pairs =>
        [.. Networks.SelectMany(n => Precisions.Where(p => !p.IsOfFile || ImportedModel.Find(n.TfLite) is not null), (network, precision) => (network, precision))];

    /// <summary>Reads the command line; null when it makes no sense.</summary>
    public static Options? Parse(string[] arguments)
    {
        var switches = arguments.Where(a => a.StartsWith("--", StringComparison.Ordinal)).ToArray();
        var modes = switches.Intersect(Modes, StringComparer.Ordinal).ToArray();
        var words = arguments.Except(switches, StringComparer.Ordinal).ToArray();
        var known = switches.All(s => Modes.Contains(s, StringComparer.Ordinal) || s is "--save" or "--uniform" or "--why" || s.StartsWith(KeepSwitch, StringComparison.Ordinal));
        var understood = modes is ["--layer" or "--build"] || words.All(w => Precision.Parse(w) is not null || PeerNetworks.All.Any(n => n.Name.Contains(w, StringComparison.Ordinal)));
        return !known || modes.Length > 1 || !understood ? null : new Options
        {
            Mode = modes.FirstOrDefault() ?? "--dotnet",
            Words = words,
            Save = switches.Contains("--save", StringComparer.Ordinal),
            Uniform = switches.Contains("--uniform", StringComparer.Ordinal),
            Keep = switches.FirstOrDefault(s => s.StartsWith(KeepSwitch, StringComparison.Ordinal))?[KeepSwitch.Length..],
            Why = switches.Contains("--why", StringComparer.Ordinal),
            Command = string.Join(' ', arguments.Where(a => a is not "--save").Select(a => a.Contains(' ') ? $"\"{a}\"" : a)),
        };
    }
}
