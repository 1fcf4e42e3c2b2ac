// SPDX-License-Identifier: Apache-2.0
#include "procfs/cgroup.h"

#include <gtest/gtest.h>

namespace bpfnetstat::procfs {
namespace {

const std::string kId = "3e2fd6b2f7d1c0a4968b5e07f1d2c3b4a5968778695a4b3c2d1e0f90817263a5";
const std::string kOther = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
const std::string kUid = "7d9f3c1a-52b8-4e06-9c4d-a1b2c3d4e5f6";
const std::string kUidUnderscores = "7d9f3c1a_52b8_4e06_9c4d_a1b2c3d4e5f6";
const std::string kStaticUid = "b4a6c1e09f8d7c6b5a49382716051423";

TEST(ContainerId, InTheCgroupPathsOfTheRuntimes) {
  const std::string short_id = kId.substr(1);
  std::string upper = kId;
  upper[0] = 'A';
  const std::string besteffort = "/kubepods.slice/kubepods-besteffort.slice/";
  const struct {
    std::string path;
    std::optional<std::string> id;
  } cases[] = {
      // docker: cgroupfs and systemd drivers, another parent, a cgroup inside, docker in docker
      {"/docker/" + kId, kId},
      {"/system.slice/docker-" + kId + ".scope", kId},
      {"/build.slice/" + kId, kId},
      {"/docker/" + kId + "/init.scope", kId},
      {"/docker/" + kOther + "/docker/" + kId, kId},
      {"/../../system.slice/docker-" + kId + ".scope", kId},
      // containerd, cri-o, nerdctl
      {"/system.slice/containerd.service/" + besteffort.substr(1) + "cri-containerd-" + kId +
           ".scope",
       kId},
      {"/default/" + kId, kId},
      {"/system.slice/nerdctl-" + kId + ".scope", kId},
      {besteffort + "kubepods-besteffort-pod" + kUidUnderscores + ".slice/crio-" + kId + ".scope",
       kId},
      {"/kubepods/burstable/pod" + kUid + "/crio-" + kId, kId},
      {besteffort + "kubepods-besteffort-pod" + kUidUnderscores + ".slice/crio-" + kId +
           ".scope/container",
       kId},
      {"/system.slice/kubepods-besteffort-pod" + kUidUnderscores + ".slice:cri-containerd:" + kId,
       kId},
      // podman: root, rootless, cgroupfs, split cgroups of a quadlet
      {"/machine.slice/libpod-" + kId + ".scope", kId},
      {"/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" + kId +
           ".scope/container",
       kId},
      {"/libpod_parent/libpod-" + kId, kId},
      {"/system.slice/web.service/libpod-payload-" + kId, kId},
      // Kubernetes: a container in a pod, then the pod alone
      {"/kubepods/burstable/pod" + kUid + "/" + kId, kId},
      {"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + kUidUnderscores +
           ".slice/cri-containerd-" + kId + ".scope",
       kId},
      {"/kubepods/burstable/pod" + kUid, kUid},
      {"/kubepods/pod" + kUid, kUid},
      {"/kubepods.slice/kubepods-pod" + kUidUnderscores + ".slice", kUid},
      {besteffort + "kubepods-besteffort-pod" + kUidUnderscores + ".slice", kUid},
      {"/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/"
       "kubelet-kubepods-burstable-pod" +
           kUidUnderscores + ".slice",
       kUid},
      {"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + kStaticUid + ".slice",
       kStaticUid},
      // LXC and LXD: names
      {"/lxc/web1", "web1"},
      {"/lxc/web1/system.slice/nginx.service", "web1"},
      {"/lxc.payload.web1", "web1"},
      {"/lxc.payload.web1/system.slice/nginx.service", "web1"},
      {"/lxc.payload.web1/system.slice/docker-" + kId + ".scope", kId},
      {"/lxc.payload.node1/kubepods/burstable/pod" + kUid, kUid},
      // None
      {"", std::nullopt},
      {"/", std::nullopt},
      {"/init.scope", std::nullopt},
      {"/system.slice/nginx.service", std::nullopt},
      {"/system.slice/docker.service", std::nullopt},
      {"/user.slice/user-1000.slice/session-3.scope", std::nullopt},
      {"/machine.slice/libpod-conmon-" + kId + ".scope", std::nullopt},
      {"/machine.slice/crio-conmon-" + kId + ".scope", std::nullopt},
      {"/machine.slice/systemd-nspawn@web1.service", std::nullopt},
      {"/machine.slice/machine-qemu\\x2d1\\x2dweb1.scope", std::nullopt},
      {"/lxc.monitor.web1", std::nullopt},
      {"/lxc.payload.", std::nullopt},
      {"/lxc", std::nullopt},
      {"/lxc/", std::nullopt},
      // Near misses
      {"/docker/" + short_id, std::nullopt},
      {"/docker/" + kId + "0", std::nullopt},
      {"/docker/" + upper, std::nullopt},
      {"/docker/g" + short_id, std::nullopt},
      {"/system.slice/docker-" + short_id + ".scope", std::nullopt},
      {"/system.slice/docker-" + upper + ".scope", std::nullopt},
      {"/system.slice/docker-" + kId + ".service", std::nullopt},
      {"/system.slice/podman-" + kId + ".scope", std::nullopt},
      {"/kubepods/burstable/pod" + kUid.substr(1), std::nullopt},
      {"/kubepods/burstable/pod" + kUid + "0", std::nullopt},
      {"/kubepods/burstable/podg" + kUid.substr(1), std::nullopt},
      {"/kubepods/burstable/pod7d9f3c1a-52b8-4e06-9c4da-1b2c3d4e5f6", std::nullopt},
      {"/kubepods/burstable/pod" + kStaticUid + "0", std::nullopt},
      {"/kubepods.slice/kubepods-burstable.slice", std::nullopt},
      {"/system.slice/pod.slice", std::nullopt},
  };
  for (const auto& test : cases) EXPECT_EQ(container_id(test.path), test.id) << test.path;
}

TEST(CgroupPath, IsTheOneThatSaysMost) {
  const struct {
    std::string text;
    std::optional<std::string> path;
  } cases[] = {
      // v2
      {"0::/system.slice/nginx.service\n", "/system.slice/nginx.service"},
      {"0::/\n", "/"},
      {"0::/a b:c\n", "/a b:c"},
      {"0::/system.slice/nginx.service (deleted)\n", "/system.slice/nginx.service"},
      // hybrid
      {"9:name=systemd:/\n8:pids:/\n4:memory:/tool/1234\n0::/\n", "/"},
      {"1:name=systemd:/system.slice/ssh.service\n0::/\n", "/system.slice/ssh.service"},
      {"1:name=systemd:/user.slice\n0::/system.slice/x.service\n", "/system.slice/x.service"},
      {"1:name=systemd:/docker/" + kId + "\n0::/system.slice/containerd.service\n",
       "/docker/" + kId},
      // v1
      {"2:cpu,cpuacct:/x\n1:name=systemd:/init.scope\n", "/init.scope"},
      {"5:pids:/docker/" + kOther + "\n4:memory:/docker/" + kId + "\n1:name=systemd:/\n",
       "/docker/" + kId},
      {"5:cpu,pids:/docker/" + kId + "\n4:memory:/docker\n", "/docker/" + kId},
      {"4:memory:/docker\n", "/"},
      {"2:cpuset:/docker/" + kId + "\n", std::nullopt},
      // Not cgroups
      {"", std::nullopt},
      {"\n\n", std::nullopt},
      {"0::", std::nullopt},
      {"0:/x\n", std::nullopt},
      {"3::/x\n", std::nullopt},
      {"nonsense\n0::/x.slice\n", "/x.slice"},
  };
  for (const auto& test : cases) EXPECT_EQ(cgroup_path(test.text), test.path) << test.text;
}

}  // namespace
}  // namespace bpfnetstat::procfs
