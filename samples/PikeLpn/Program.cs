using System.Diagnostics;
using System.Globalization;
using PikeLpn;

// dotnet run -c Release --project samples/PikeLpn [-p:PikeLpn=all] [-- NETWORK ...]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
foreach (var network in Network.All.Where(n => args.Length == 0 || args.Contains(n.Name, StringComparer.OrdinalIgnoreCase)))
{
    var (best, median) = Milliseconds(network);
    Console.WriteLine(network.Name);
    Console.WriteLine(network.LayerTable);
    Console.WriteLine($"{best:F2} ms an inference at best, {median:F2} ms in the median, one thread; {network.ModelBytes:N0} bytes of weights and constants, {network.ScratchBytes:N0} of scratch");
    Console.WriteLine();
}

// Best and median of single inferences: what one costs when nothing else runs, and when something may.
static (double Best, double Median) Milliseconds(Network network)
{
    const int Inferences = 60;
    var image = new byte[network.InputLength];
    new Random(1).NextBytes(image);
    for (var i = 0; i < 3; i++)
        network.Classify(image);
    var times = new double[Inferences];
    for (var i = 0; i < Inferences; i++)
    {
        var start = Stopwatch.GetTimestamp();
        network.Classify(image);
        times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    Array.Sort(times);
    return (times[0], times[Inferences / 2]);
}
