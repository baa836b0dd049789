# SPDX-License-Identifier: GPL-3.0-or-later
"""A Slurm of one node on the loopback interface, without munge and without the system's own."""

import getpass
import os
import shutil
import signal
import socket
import subprocess
import time

PROGRAMS = ["slurmctld", "slurmd", "sbatch", "sinfo", "squeue", "scancel"]

CONF = """\
ClusterName=tauscope
SlurmctldHost=localhost(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
AuthType=auth/none
CredType=cred/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/ctld.pid
SlurmdPidFile={folder}/d.pid
SlurmctldLogFile={folder}/ctld.log
SlurmdLogFile={folder}/d.log
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
SchedulerParameters=batch_sched_delay=1,sched_interval=1
NodeName=localhost NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=all Nodes=localhost Default=YES MaxTime=INFINITE State=UP
"""


def free_ports(n):
    sockets = [socket.socket() for _ in range(n)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


class Slurm:
    """None of it is left when it is stopped; `problem` says why it does not run."""

    def __init__(self, folder):
        self.problem = None
        self.processes = []
        path = os.environ.get("PATH", "") + ":/usr/sbin"
        programs = {name: shutil.which(name, path=path) for name in PROGRAMS}
        missing = [name for name, where in programs.items() if where is None]
        if missing:
            self.problem = "not installed: " + " ".join(missing)
            return
        for name in ("state", "spool"):
            (folder / name).mkdir(parents=True)
        conf = folder / "slurm.conf"
        conf.write_text(CONF.format(user=getpass.getuser(), ports=free_ports(2), folder=folder,
                                    cpus=os.cpu_count()))
        self.env = dict(os.environ, SLURM_CONF=str(conf))
        log = open(folder / "daemons.log", "w")
        for args in (["slurmctld", "-D", "-c"], ["slurmd", "-D", "-N", "localhost"]):
            self.processes.append(subprocess.Popen(
                [programs[args[0]], *args[1:]], env=self.env, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log))
        log.close()
        if not self.wait_idle(programs["sinfo"]):
            self.problem = "the node does not come up: " + (folder / "daemons.log").read_text()
            self.stop()

    def wait_idle(self, sinfo):
        for _ in range(40):
            time.sleep(0.25)
            if any(p.poll() is not None for p in self.processes):
                return False
            state = subprocess.run([sinfo, "-h", "-o", "%T"], env=self.env, text=True,
                                   capture_output=True).stdout.strip()
            if state == "idle":
                return True
        return False

    def stop(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
