using System.Globalization;
using Pickerel.Benchmarks;
using Pickerel.Benchmarks.Building;
using Pickerel.Benchmarks.Modes;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

CSharp.KeptSources = options.Keep;
return options.Mode switch
{
    "--quick" => QuickMode.Run(options),
    "--peer" => PeerMode.Run(options),
    "--layers" => LayersMode.Run(options),
    "--layer" => LayerMode.Run(options),
    "--check" => CheckMode.Run(options),
    "--cold" => ColdMode.Run(options),
    "--build" => BuildMode.Run(options),
    "--isa" => InstructionSetMode.Run(options),
    _ => CarefulMode.Run(options),
};
